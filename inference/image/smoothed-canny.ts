/**
 * Canny's edges of a smoothed picture, with thresholds as shares of white: the edges of ComfyUI's Canny node.
 * Source: kornia `filters/canny.py` (Gaussian of 5 pixels with sigma 1, Sobel, L2 gradient, eight directions).
 */
import { blurredValues } from './blur.ts';
import { edgesFrom } from './canny.ts';
import type { PixelMask } from './mask.ts';
import type { PixelImage } from './pixels.ts';

export interface SmoothedCannyOptions {
  /** Gradient, of a picture in [0, 1], above which a pixel continues an edge. */
  readonly low: number;
  /** Gradient above which a pixel is an edge; at least `low`. */
  readonly high: number;
}

/** The Gaussian: 5 pixels, with a standard deviation of 1. */
const [RADIUS, SIGMA] = [2, 0.5];

/** Keeps the root of a gradient of 0 differentiable in kornia, and is part of every magnitude. */
const EPSILON = 1e-6;

/** Column and row of the next pixel in each direction of 45 degrees, from the right on, clockwise. */
const DIRECTIONS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
] as const;

interface Gradients {
  readonly width: number;
  readonly height: number;
  /** Per pixel: the length of the gradient. */
  readonly magnitude: Float32Array;
  /** Per pixel: the nearest of {@link DIRECTIONS}; one and its opposite are the same. */
  readonly direction: Uint8Array;
}

/**
 * White edges on black.
 * @throws RangeError for a picture with a side of less than 3 pixels.
 */
export function smoothedCannyEdges(image: PixelImage, { low, high }: SmoothedCannyOptions): PixelMask {
  const { width, height } = image;
  const grey = { width, height, channels: 1, data: brightness(image) };
  const gradients = sobel(blurredValues(grey, RADIUS, SIGMA), width, height);
  const candidate = new Uint8Array(width * height);
  const sure: number[] = [];
  for (let i = 0; i < candidate.length; i += 1) {
    const magnitude = gradients.magnitude[i] as number;
    if (magnitude <= low || !isPeak(gradients, i)) continue;
    candidate[i] = 1;
    if (magnitude > high) sure.push(i);
  }
  return { width, height, data: edgesFrom(candidate, sure, width, height) };
}

/** Red, green and blue in [0, 1] by their weights in ITU-R 601, whatever the transparency. */
function brightness({ width, height, channels, data }: PixelImage): Float32Array {
  const values = new Float32Array(width * height);
  for (let i = 0, at = 0; i < values.length; i += 1, at += channels) {
    const r = data[at] as number;
    const [g, b] = channels < 3 ? [r, r] : [data[at + 1] as number, data[at + 2] as number];
    values[i] = (0.299 * r + 0.587 * g + 0.114 * b) / 255;
  }
  return values;
}

/** Sobel's derivatives; beyond the edges the border pixel is repeated. */
function sobel(values: Float32Array, width: number, height: number): Gradients {
  const magnitude = new Float32Array(values.length);
  const direction = new Uint8Array(values.length);
  for (let row = 0; row < height; row += 1) {
    const [above, below] = [Math.max(0, row - 1) * width, Math.min(height - 1, row + 1) * width];
    for (let column = 0; column < width; column += 1) {
      const [left, right] = [Math.max(0, column - 1), Math.min(width - 1, column + 1)];
      const pixel = (line: number, c: number): number => values[line + c] as number;
      const [nw, n, ne] = [pixel(above, left), pixel(above, column), pixel(above, right)];
      const [sw, s, se] = [pixel(below, left), pixel(below, column), pixel(below, right)];
      const [w, e] = [pixel(row * width, left), pixel(row * width, right)];
      const [x, y] = [ne + 2 * e + se - nw - 2 * w - sw, sw + 2 * s + se - nw - 2 * n - ne];
      const i = row * width + column;
      magnitude[i] = Math.sqrt(x * x + y * y + EPSILON);
      direction[i] = (Math.round((Math.atan2(y, x) * 4) / Math.PI) + 8) % 4;
    }
  }
  return { width, height, magnitude, direction };
}

/** Whether a gradient is larger than those before and behind it; beyond the edges gradients are 0. */
function isPeak({ width, height, magnitude, direction }: Gradients, i: number): boolean {
  const [x, y] = DIRECTIONS[direction[i] as keyof typeof DIRECTIONS & number] ?? DIRECTIONS[0];
  const [row, column] = [Math.floor(i / width), i % width];
  const at = (r: number, c: number): number =>
    r < 0 || c < 0 || r >= height || c >= width ? 0 : (magnitude[r * width + c] as number);
  const own = magnitude[i] as number;
  return own > at(row + y, column + x) && own > at(row - y, column - x);
}
