/** How large pictures may be. */

/**
 * Most pixels of a picture: 8192 x 8192, which takes 256 MiB with transparency. A photo of 61 megapixels is within it.
 */
export const MAX_PIXELS = 2 ** 26;

/**
 * @param what names the picture, such as `The sheet`.
 * @throws RangeError for a picture above the limit.
 */
export function checkPixels(width: number, height: number, what = 'The picture'): void {
  if (width * height > MAX_PIXELS)
    throw new RangeError(
      `${what} would have ${width} x ${height} pixels, ${width * height} in all; the most is ${MAX_PIXELS} ` +
        '(such as 8192 x 8192)',
    );
}
