/** A quick look at texts of notes, for views that do not need Markdown as a whole. */

/** Signs without which a text looks the same as Markdown and as plain text. */
const SIGNS = /[#*_`~<>[\]|\\&]|https?:|www\.|@|^\s*(?:[-+]|\d+[.)])\s|^\s*(?:={2,}|-{2,})\s*$|\n\s*\n|^ {4}/m;

/** Whether a text may look different as Markdown. */
export function mayHoldMarkdown(text: string): boolean {
  return SIGNS.test(text);
}

/** A line without the signs that Markdown shows as a style, for a text painted small. */
export function withoutMarks(line: string): string {
  return line
    .replace(/^\s*(?:#{1,6}|>)\s+/, '')
    .replace(/^(\s*)[-*+]\s+(?:\[[ x]\]\s+)?/i, '$1• ')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|`|~~)(?=\S)(.+?)\1/g, '$2');
}
