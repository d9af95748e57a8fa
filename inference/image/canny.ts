/**
 * Canny's edges, as the pictures that ControlNets were trained with: exact to the bit.
 * Source: J. Canny, "A Computational Approach to Edge Detection", 1986; conventions of OpenCV `Canny` (aperture 3, L1
 * gradient, no smoothing, edge pixels repeated), canny.cpp.
 */
import type { PixelMask } from './mask.ts';

/** tan(22.5 degrees) with 15 fractional bits, rounded. */
const TAN_22 = 13_573;

export interface CannyOptions {
  /** Gradient (L1, 8-bit levels times 4) above which a pixel belongs to an edge that is sure elsewhere. */
  readonly low: number;
  /** Gradient above which an edge is sure. */
  readonly high: number;
}

/** Derivatives of a picture, one of each per pixel. */
interface Gradients {
  readonly width: number;
  readonly height: number;
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  /** |dx| + |dy|. */
  readonly magnitude: Int16Array;
}

/** White edges on black. */
export function cannyEdges(picture: PixelMask, { low, high }: CannyOptions): PixelMask {
  const { width, height } = picture;
  const gradients = sobel(picture);
  const candidate = new Uint8Array(width * height);
  const sure: number[] = [];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const i = row * width + column;
      const magnitude = gradients.magnitude[i] as number;
      if (magnitude <= low || !isPeak(gradients, row, column)) continue;
      candidate[i] = 1;
      if (magnitude > high) sure.push(i);
    }
  }
  return { width, height, data: edgesFrom(candidate, sure, width, height) };
}

/** Whether the gradient of a pixel is larger than those of its neighbours along the gradient. */
function isPeak({ width, height, dx, dy, magnitude }: Gradients, row: number, column: number): boolean {
  const at = (r: number, c: number): number =>
    r < 0 || c < 0 || r >= height || c >= width ? 0 : (magnitude[r * width + c] as number);
  const i = row * width + column;
  const m = magnitude[i] as number;
  const [gx, gy] = [dx[i] as number, dy[i] as number];
  const [x, y] = [Math.abs(gx), Math.abs(gy) * 2 ** 15];
  const tangent = x * TAN_22;
  // Across, down or diagonal: within 22.5 degrees of an axis, or between.
  if (y < tangent) return m > at(row, column - 1) && m >= at(row, column + 1);
  if (y > tangent + x * 2 ** 16) return m > at(row - 1, column) && m >= at(row + 1, column);
  const side = gx < 0 === gy < 0 ? 1 : -1;
  return m > at(row - 1, column - side) && m > at(row + 1, column + side);
}

/** Candidates connected to a sure edge, over sides and corners. */
export function edgesFrom(candidate: Uint8Array, sure: readonly number[], width: number, height: number): Uint8Array {
  const edges = new Uint8Array(candidate.length);
  const visit = (i: number): boolean => {
    if (candidate[i] !== 1 || edges[i] === 255) return false;
    edges[i] = 255;
    return true;
  };
  const open = sure.filter(visit);
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const [row, column] = [Math.floor(i / width), i % width];
    for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r += 1) {
      for (let c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c += 1) {
        if (visit(r * width + c)) open.push(r * width + c);
      }
    }
  }
  return edges;
}

/** Derivatives by Sobel's 3 x 3 kernels; beyond the edges the border pixel is repeated. */
function sobel({ width, height, data }: PixelMask): Gradients {
  const [dx, dy] = [new Int16Array(width * height), new Int16Array(width * height)];
  const magnitude = new Int16Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const [above, below] = [Math.max(0, row - 1) * width, Math.min(height - 1, row + 1) * width];
    for (let column = 0; column < width; column += 1) {
      const [left, right] = [Math.max(0, column - 1), Math.min(width - 1, column + 1)];
      const pixel = (line: number, c: number): number => data[line + c] as number;
      const [nw, n, ne] = [pixel(above, left), pixel(above, column), pixel(above, right)];
      const [sw, s, se] = [pixel(below, left), pixel(below, column), pixel(below, right)];
      const [w, e] = [pixel(row * width, left), pixel(row * width, right)];
      const [across, down] = [ne + 2 * e + se - nw - 2 * w - sw, sw + 2 * s + se - nw - 2 * n - ne];
      const i = row * width + column;
      [dx[i], dy[i], magnitude[i]] = [across, down, Math.abs(across) + Math.abs(down)];
    }
  }
  return { width, height, dx, dy, magnitude };
}
