/** How large pictures may be. */

/** Most pixels of a picture, such as 8192 x 6144: photos of 50 megapixels, which take 144 MiB. */
export const MAX_PIXELS = 8192 * 6144;

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
