/** Operations on large pictures, in parts. The results are those of the same operations on whole pictures. */
import type { Bounds } from '../bounds.ts';
import { checkComposite, CORNER } from '../composite.ts';
import type { PixelMask } from '../mask.ts';
import type { PixelImage } from '../pixels.ts';
import { lanczosSource } from '../resize.ts';
import { copyPixels } from './messages.ts';
import type { PixelOperation, PixelReply, PixelRequest } from './operations.ts';
import { type AskThread, inParts, stepOf } from './parts.ts';
import { onWholes } from './whole-operations.ts';
import { imagePixels, imageRows, maskPixels, maskRows, stretchedRows } from './views.ts';

type Large = {
  readonly [O in PixelOperation]: (request: PixelRequest<O>, ask: AskThread) => Promise<PixelReply<O>>;
};

/** Operations that cannot be done in parts. */
const inOnePart = Object.fromEntries(
  (Object.keys(onWholes) as (keyof typeof onWholes)[]).map((operation) => [
    operation,
    (request: PixelRequest<typeof operation>, ask: AskThread) => ask(operation, request),
  ]),
) as unknown as Pick<Large, keyof typeof onWholes>;

export const onLargePictures: Large = {
  ...inOnePart,

  async blackOut({ image, mask, grey = 0 }, ask) {
    const { width, height, channels } = image;
    const fitting = await inSize(mask, width, height, ask);
    const data = new Uint8Array(image.data.length);
    await inParts(ask, 'blackOut', {
      length: width * height,
      step: stepOf(2 * channels + 4),
      request: (from, to) => ({ image: imagePixels(image, from, to), mask: maskPixels(fitting, from, to), grey }),
      take: (reply, from) => data.set(reply.data, from * channels),
    });
    return { ...image, data };
  },

  async boundsOf({ mask: { width, height, data } }, ask) {
    let bounds: Bounds | undefined;
    await inParts(ask, 'boundsOf', {
      length: height,
      step: stepOf(width),
      request: (from, to) => ({ mask: maskRows({ width, height, data }, from, to) }),
      take: (found, from) => (bounds = found ? around(bounds, found, from) : bounds),
    });
    return bounds;
  },

  async composite({ below, above, mask, at = CORNER }, ask) {
    checkComposite(below, above, at);
    const rowBytes = below.width * below.channels;
    const data = new Uint8Array(below.data.length);
    const [first, end] = [at.y * rowBytes, (at.y + above.height) * rowBytes];
    await copyPixels(below.data.subarray(0, first), data.subarray(0, first));
    await copyPixels(below.data.subarray(end), data.subarray(end));
    await inParts(ask, 'composite', {
      length: above.height,
      step: stepOf(2 * rowBytes + above.width * above.channels + mask.width),
      request: (from, to) => ({
        below: imageRows(below, at.y + from, at.y + to),
        above: imageRows(above, from, to),
        mask: stretchedRows(mask, above.height, from, to),
        at: { x: at.x, y: 0 },
      }),
      take: (reply, from) => data.set(reply.data, (at.y + from) * rowBytes),
    });
    return { ...below, data };
  },

  async growMask({ mask, pixels }, ask) {
    const { width, height } = mask;
    const data = new Uint8Array(width * height);
    // Rows of the result depend on rows as far away as the mask grows.
    const reach = Math.abs(pixels);
    const begin = (from: number): number => Math.max(0, from - reach);
    await inParts(ask, 'growMask', {
      length: height,
      step: Math.max(2 * reach, stepOf(2 * width)),
      request: (from, to) => ({
        mask: maskRows({ width, height, data: mask.data }, begin(from), Math.min(height, to + reach)),
        pixels,
      }),
      take: (reply, from, to) => {
        const above = from - begin(from);
        data.set(reply.data.subarray(above * width, (above + to - from) * width), from * width);
      },
    });
    return { width, height, data };
  },

  async imageOfMask({ mask }, ask) {
    const { width, height } = mask;
    const data = new Uint8Array(width * height * 3);
    await inParts(ask, 'imageOfMask', {
      length: width * height,
      step: stepOf(4),
      request: (from, to) => ({ mask: maskPixels({ width, height, data: mask.data }, from, to) }),
      take: (reply, from) => data.set(reply.data, from * 3),
    });
    return { width, height, channels: 3, data };
  },

  invertMask: ({ mask }, ask) => inverted(mask, ask),

  async maskOfColour({ image, colour, tolerance }, ask) {
    const { width, height, channels } = image;
    const data = new Uint8Array(width * height);
    await inParts(ask, 'maskOfColour', {
      length: width * height,
      step: stepOf(channels + 1),
      request: (from, to) => ({ image: imagePixels(image, from, to), colour, tolerance }),
      take: (reply, from) => data.set(reply.data, from),
    });
    return { width, height, data };
  },

  async maskOfImage({ image, invert }, ask) {
    const { width, height, channels } = image;
    const data = new Uint8Array(width * height);
    let isGrey = true;
    await inParts(ask, 'greyOf', {
      length: width * height,
      step: stepOf(channels + 1),
      request: (from, to) => ({ image: imagePixels(image, from, to) }),
      take: (reply, from) => {
        data.set(reply.data, from);
        isGrey &&= reply.isGrey;
      },
    });
    const mask = { width, height, data, ...(isGrey ? {} : { colours: await rgbOf(image, ask) }) };
    return invert ? inverted(mask, ask) : mask;
  },
};

async function inverted(mask: PixelMask, ask: AskThread): Promise<PixelMask> {
  const { width, height, colours: old } = mask;
  const data = new Uint8Array(mask.data.length);
  const colours = old && new Uint8Array(old.length);
  await inParts(ask, 'invertMask', {
    length: width * height,
    step: stepOf(colours ? 8 : 2),
    request: (from, to) => ({ mask: maskPixels(mask, from, to) }),
    take: (reply, from) => {
      data.set(reply.data, from);
      if (reply.colours) colours?.set(reply.colours, from * 3);
    },
  });
  return { width, height, data, ...(colours ? { colours } : {}) };
}

/** Not copied where the picture has no transparency. */
async function rgbOf(image: PixelImage, ask: AskThread): Promise<Uint8Array> {
  const { width, height, channels } = image;
  if (channels === 3) return image.data;
  const data = new Uint8Array(width * height * 3);
  await inParts(ask, 'rgbOf', {
    length: width * height,
    step: stepOf(channels + 3),
    request: (from, to) => ({ image: imagePixels(image, from, to) }),
    take: (reply, from) => data.set(reply.data, from * 3),
  });
  return data;
}

/** A mask in the size of a picture. One of another size loses its colours, as it is greyed on the way. */
async function inSize(mask: PixelMask, width: number, height: number, ask: AskThread): Promise<PixelMask> {
  if (mask.width === width && mask.height === height) return mask;
  const data = new Uint8Array(width * height);
  const sourceRows = Math.ceil(mask.height / height) * mask.width;
  await inParts(ask, 'resizeMask', {
    length: height,
    step: stepOf((sourceRows + width) * (mask.colours ? 4 : 1)),
    request: (top, bottom) => {
      const rows = { top, bottom, sourceHeight: mask.height };
      const { first, end } = lanczosSource(rows, height);
      return { mask: maskRows(mask, first, end), width, height, rows };
    },
    take: (reply, from) => data.set(reply.data, from * width),
  });
  return { width, height, data };
}

/** @param found the bounds of a part that begins in a row. */
function around(known: Bounds | undefined, { left, right, ...found }: Bounds, row: number): Bounds {
  const [top, bottom] = [found.top + row, found.bottom + row];
  if (!known) return { left, right, top, bottom };
  return { left: Math.min(known.left, left), right: Math.max(known.right, right), top: known.top, bottom };
}
