/** Names of the layers [vocabulary, width] that can be a language head, in the names that graphs ask for. */

export const HEAD = 'lm_head';
/** The head of models whose config ties the two. */
export const EMBEDDING = 'model.embed_tokens';
