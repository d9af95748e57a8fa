/**
 * Canny's edges, as the pictures ControlNets were trained with: exact to the bit.
 * Source: J. Canny, "A Computational Approach to Edge Detection", 1986; conventions of OpenCV `Canny` (aperture 3, L1 gradient,
 * no smoothing, edge pixels repeated), canny.cpp.
 */
import type { PixelMask } from './mask.ts';

/** tan(22.5 degrees) with 15 fractional bits, rounded. */
const TAN_22 = 13_573;

export interface CannyOptions {
  /** Gradient (L1, 8-bit levels times 4) from which a pixel belongs to an edge that is sure elsewhere. */
  readonly low: number;
  /** Gradient from which an edge is sure. */
  readonly high: number;
}

/** White edges on black. */
export function cannyEdges({ width, height, data }: PixelMask, { low, high }: CannyOptions): PixelMask {
  const { dx, dy } = sobel({ width, height, data });
  const magnitude = dx.map((x, i) => Math.abs(x) + Math.abs(dy[i] ?? 0));
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 || row >= height || column >= width ? 0 : (magnitude[row * width + column] ?? 0);
  const candidate = new Uint8Array(width * height);
  const sure: number[] = [];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const i = row * width + column;
      const m = magnitude[i] ?? 0;
      if (m <= low) continue;
      const [gx, gy] = [dx[i] ?? 0, dy[i] ?? 0];
      const [x, y] = [Math.abs(gx), Math.abs(gy) * 2 ** 15];
      const tangent = x * TAN_22;
      let isPeak: boolean;
      if (y < tangent) isPeak = m > at(row, column - 1) && m >= at(row, column + 1);
      else if (y > tangent + x * 2 ** 16) isPeak = m > at(row - 1, column) && m >= at(row + 1, column);
      else {
        const side = gx < 0 === gy < 0 ? 1 : -1;
        isPeak = m > at(row - 1, column - side) && m > at(row + 1, column + side);
      }
      if (!isPeak) continue;
      candidate[i] = 1;
      if (m > high) sure.push(i);
    }
  }
  return { width, height, data: follow(candidate, sure, width, height) };
}

/** Candidates that hang together with a sure edge, over corners too. */
function follow(candidate: Uint8Array, sure: number[], width: number, height: number): Uint8Array {
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
function sobel({ width, height, data }: PixelMask): { readonly dx: Int16Array; readonly dy: Int16Array } {
  const [dx, dy] = [new Int16Array(width * height), new Int16Array(width * height)];
  for (let row = 0; row < height; row += 1) {
    const [above, below] = [Math.max(0, row - 1) * width, Math.min(height - 1, row + 1) * width];
    for (let column = 0; column < width; column += 1) {
      const [left, right] = [Math.max(0, column - 1), Math.min(width - 1, column + 1)];
      const pixel = (line: number, c: number): number => data[line + c] ?? 0;
      const [nw, n, ne] = [pixel(above, left), pixel(above, column), pixel(above, right)];
      const [sw, s, se] = [pixel(below, left), pixel(below, column), pixel(below, right)];
      const [w, e] = [pixel(row * width, left), pixel(row * width, right)];
      dx[row * width + column] = ne + 2 * e + se - nw - 2 * w - sw;
      dy[row * width + column] = sw + 2 * s + se - nw - 2 * n - ne;
    }
  }
  return { dx, dy };
}
