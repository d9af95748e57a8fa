/** The text of a file. Windows PowerShell 5 writes UTF-16 for `>`; a byte order mark is left out. */

export function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}
