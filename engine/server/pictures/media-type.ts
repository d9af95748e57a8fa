/** Picture formats by content. Only a file whose content is one of these is served as a picture, whatever its name. */

/** Bytes at the start of a file that {@link sniff} needs. */
export const SNIFFED_BYTES = 32;

const SIGNATURES: readonly { readonly mediaType: string; readonly is: (start: string) => boolean }[] = [
  { mediaType: 'image/png', is: (start) => start.startsWith('\x89PNG\r\n\x1a\n') },
  { mediaType: 'image/jpeg', is: (start) => start.startsWith('\xff\xd8\xff') },
  { mediaType: 'image/webp', is: (start) => start.startsWith('RIFF') && start.startsWith('WEBP', 8) },
  { mediaType: 'image/gif', is: (start) => /^GIF8[79]a/.test(start) },
  { mediaType: 'image/avif', is: (start) => start.startsWith('ftyp', 4) && /avi[fs]/.test(start.slice(8)) },
  { mediaType: 'image/tiff', is: (start) => start.startsWith('II*\0') || start.startsWith('MM\0*') },
];

const EXTENSIONS: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  tif: 'image/tiff',
  tiff: 'image/tiff',
};

/** The type of a picture by its first bytes; undefined for everything else, SVG included. */
export function sniff(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, SNIFFED_BYTES)).toString('latin1');
  return SIGNATURES.find(({ is }) => is(start))?.mediaType;
}

/** The type that a file's name promises; undefined when the name is not one of a picture. */
export function typeByName(name: string): string | undefined {
  return EXTENSIONS[extensionOf(name)];
}

/** The usual extension of a type, without the dot. */
export function extensionFor(mediaType: string): string {
  return mediaType === 'image/jpeg' ? 'jpg' : mediaType.replace(/^image\//, '');
}

/** In lower case, without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
