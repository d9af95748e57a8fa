/**
 * Words for SQLite's full-text index (https://www.sqlite.org/fts5.html). Chinese, Japanese and Korean put no spaces
 * between words, so each of their characters counts as a word, and a word of a query is its characters side by side.
 */

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** A part in quotation marks, or a word. */
const PART = /"([^"]*)"|[^\s"]+/g;
const HAS_WORD = /[\p{L}\p{N}]/u;

/** The text to index for some texts. */
export function indexedWords(texts: readonly (string | undefined)[]): string {
  return spaced(texts.filter((text) => text !== undefined).join('\n'));
}

/**
 * The index's own query: each word begins a word of the text, and parts in quotation marks stand there as they are.
 * @returns undefined when the query holds no word.
 */
export function matchOf(query: string): string | undefined {
  const parts = [...query.matchAll(PART)].flatMap(([part, quoted]) => {
    if (!HAS_WORD.test(part)) return [];
    return quoted === undefined ? `"${spaced(part)}" *` : `"${spaced(quoted)}"`;
  });
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

function spaced(text: string): string {
  return text.normalize('NFKC').replace(IDEOGRAPH, ' $& ');
}
