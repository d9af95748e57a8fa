/** File names from what workflows ask for. A workflow can come from a stranger: no prefix leads out of the folder. */

/** Most bytes of a prefix. */
const LENGTH = 150;

/** Letters and digits of every script, dots, dashes and underscores; begins with a letter or digit. Never empty. */
export function safePrefix(prefix: string): string {
  const clean = prefix
    .slice(0, LENGTH)
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replace(/^[\p{M}._-]+/u, '');
  // A character whose bytes are cut decodes to U+FFFD.
  const name = Buffer.from(clean)
    .subarray(0, LENGTH)
    .toString('utf8')
    .replace(/[\uFFFD._-]+$/u, '');
  return name === '' ? 'inkloom' : name;
}

export function safeExtension(extension: string): string {
  return /^[A-Za-z0-9]{1,10}$/.test(extension) ? extension : 'bin';
}
