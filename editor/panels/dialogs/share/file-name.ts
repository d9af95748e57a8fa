/** Names of workflow files. */

/** What is wrong with a name as a sentence; undefined when it can be used. The server has the last word. */
export function fileNameProblem(name: string): string | undefined {
  const text = name.trim();
  if (text === '') return 'A name is needed.';
  if (text.length > 100) return 'A name has at most 100 letters.';
  if (/[/\\]/.test(text)) return 'A name contains no / and no \\.';
  // oxlint-disable-next-line no-control-regex -- these are what must not be in a name
  if (/[<>:"|?*\u0000-\u001f]/.test(text)) return 'A name contains none of < > : " | ? *.';
  if (/^\.|\.$/.test(text)) return 'A name does not begin or end with a dot.';
  return undefined;
}
