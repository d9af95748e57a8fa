/** How large pictures may be. */

/** Most pixels of a picture, such as 8192 x 6144: photos of 50 megapixels, which take 144 MiB. */
export const MAX_PIXELS = 8192 * 6144;

/** What the header of a picture file says. */
interface Header {
  readonly format?: string;
  readonly isProgressive?: boolean;
}

/**
 * Most pixels of a file with this header: half for an interlaced PNG, of which all pixels are in memory before the
 * first can be used.
 * @param most of any other file.
 */
export function mostPixels({ format, isProgressive }: Header, most = MAX_PIXELS): number {
  return format === 'png' && isProgressive === true ? most / 2 : most;
}

/**
 * @param what names the picture, such as `The sheet`.
 * @throws RangeError for a picture above the limit.
 */
export function checkPixels(width: number, height: number, what = 'The picture'): void {
  if (width * height > MAX_PIXELS)
    throw new RangeError(
      `${what} would have ${width} x ${height} pixels, ${width * height} in all; the most is ${MAX_PIXELS} ` +
        '(such as 8192 x 6144)',
    );
}
