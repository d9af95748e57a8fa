/** Pictures of one size joined into one, as benchmarks want the samples of a prompt. */
import { PictureError } from './performer.ts';

export type GridFormat = 'png' | 'webp';

/**
 * Joins pictures row by row: two of four beside each other, two below.
 * @param pictures encoded; as many as fill the rows of a square, or fewer.
 * @returns the encoded grid, without loss. Places that no picture fills are black.
 * @throws PictureError for pictures of several sizes.
 */
export async function joinGrid(pictures: readonly Uint8Array[], format: GridFormat): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const tiles = await Promise.all(
    pictures.map((data) => sharp(data).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  const [first] = tiles;
  if (!first) throw new PictureError('There is no picture to join');
  const { width, height } = first.info;
  const other = tiles.find(({ info }) => info.width !== width || info.height !== height)?.info;
  if (other) {
    const sizes = `${width} x ${height} and ${other.width} x ${other.height}`;
    throw new PictureError(`The pictures of a grid have several sizes: ${sizes}`);
  }
  const columns = Math.ceil(Math.sqrt(tiles.length));
  const rows = Math.ceil(tiles.length / columns);
  const size = { width: columns * width, height: rows * height };
  const grid = sharp({ create: { ...size, channels: 3, background: '#000000' } }).composite(
    tiles.map(({ data, info: { channels } }, i) => ({
      input: data,
      raw: { width, height, channels },
      left: (i % columns) * width,
      top: Math.floor(i / columns) * height,
    })),
  );
  const encoded = format === 'webp' ? grid.webp({ lossless: true }) : grid.png();
  return new Uint8Array(await encoded.toBuffer());
}
