/** Sizes that pictures are scaled to, in whole pixels: halves round to even as in Python, and no side is below 1. */
import { roundHalfToEven } from '../../../inference/index.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of a megapixel, as ComfyUI and models count it: 1024 x 1024. */
const MEGAPIXEL = 1024 * 1024;

const whole = (side: number): number => Math.max(1, roundHalfToEven(side));

/** Both sides times a factor. Source: ComfyUI `ImageScaleBy` in nodes.py. */
export function sizeByFactor({ width, height }: Size, factor: number): Size {
  return { width: whole(width * factor), height: whole(height * factor) };
}

/** Sides that are given, where 0 follows from the other in the aspect ratio of `size`; twice 0 is `size`. */
export function sizeOrRatio(size: Size, width: number, height: number): Size {
  if (width === 0 && height === 0) return size;
  return {
    width: width === 0 ? whole((size.width * height) / size.height) : width,
    height: height === 0 ? whole((size.height * width) / size.width) : height,
  };
}

/**
 * One side as given, the other in the aspect ratio.
 * Source: ComfyUI `ImageScaleToMaxDimension` in comfy_extras/nodes_images.py.
 */
export function sizeBySide({ width, height }: Size, side: 'longer' | 'shorter', pixels: number): Size {
  if (width === height) return { width: pixels, height: pixels };
  return width > height === (side === 'longer')
    ? { width: pixels, height: whole((height / width) * pixels) }
    : { width: whole((width / height) * pixels), height: pixels };
}

/**
 * An area, in the aspect ratio.
 * Source: ComfyUI `ImageScaleToTotalPixels` in comfy_extras/nodes_post_processing.py.
 * @param multiple of which both sides are.
 */
export function sizeByArea({ width, height }: Size, megapixels: number, multiple: number): Size {
  const factor = Math.sqrt((megapixels * MEGAPIXEL) / (width * height));
  return {
    width: whole((width * factor) / multiple) * multiple,
    height: whole((height * factor) / multiple) * multiple,
  };
}

/** Sizes that edit models of about a megapixel were trained with; source: `FluxKontextImageScale` of ComfyUI. */
const TRAINED: readonly (readonly [number, number])[] = [
  [672, 1568],
  [688, 1504],
  [720, 1456],
  [752, 1392],
  [800, 1328],
  [832, 1248],
  [880, 1184],
  [944, 1104],
  [1024, 1024],
  [1104, 944],
  [1184, 880],
  [1248, 832],
  [1328, 800],
  [1392, 752],
  [1456, 720],
  [1504, 688],
  [1568, 672],
];

/** The trained size whose aspect ratio is nearest. */
export function trainedSize({ width, height }: Size): Size {
  const distance = ([w, h]: readonly [number, number]): number => Math.abs(width / height - w / h);
  const [w, h] = TRAINED.toSorted((a, b) => distance(a) - distance(b))[0] as readonly [number, number];
  return { width: w, height: h };
}

/** A size inside a picture, and the one to scale it to before the middle is cut out. */
export interface CoveredSize {
  readonly scaled: Size;
  readonly cut: Size;
}

/**
 * The largest sides that are multiples, and the smallest size in the aspect ratio that covers them.
 * Source: ComfyUI `ResizeImageMaskNode`, scale to multiple.
 * @returns undefined for a picture that has such sides, or is smaller than the multiple.
 */
export function multipleSize({ width, height }: Size, multiple: number): CoveredSize | undefined {
  const [w, h] = [width - (width % multiple), height - (height % multiple)];
  if (w === 0 || h === 0 || (w === width && h === height)) return undefined;
  const wider = w / width >= h / height;
  const scaled = wider
    ? { width: w, height: Math.max(h, Math.ceil(height * (w / width))) }
    : { width: Math.max(w, Math.ceil(width * (h / height))), height: h };
  return { scaled, cut: { width: w, height: h } };
}
