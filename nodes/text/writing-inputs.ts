/** Inputs of nodes that write text. */

/** Most tokens of a prompt or caption, as in `get_image_caption` of the layered pipeline of diffusers. */
export const CAPTION_TOKENS = 512;

export const TEMPERATURE = {
  kind: 'float',
  min: 0,
  max: 2,
  step: 0.1,
  default: 0,
  title: 'Temperature',
  tooltip: '0: always the likeliest word. Above: words are drawn, the more surprising the higher it is.',
} as const;

export const WRITING_SEED = {
  kind: 'seed',
  default: 0,
  title: 'Seed',
  tooltip: 'Another seed gives another text, above temperature 0.',
  advanced: true,
} as const;

export const MOST_TOKENS = {
  kind: 'int',
  min: 1,
  max: 8192,
  default: CAPTION_TOKENS,
  title: 'Most tokens',
  tooltip: 'The text is cut off there. A token is about four letters of English, or one Chinese character.',
  advanced: true,
} as const;
