/** The shape of wires, and the distance of a point to one. */
import { assert, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bend, curveBox, curvePath, distanceTo, pointOn } from '../../../editor/canvas/scene/curve.ts';

const place = integer({ min: -2000, max: 2000 });
const point = record({ x: place, y: place });

describe('the curve of a wire', () => {
  it('begins and ends at the sockets', () => {
    assert(
      property(point, point, (from, to) => {
        expect(pointOn(from, to, 0)).toEqual(from);
        expect(pointOn(from, to, 1)).toEqual(to);
        expect(curvePath(from, to)).toMatch(new RegExp(`^M${from.x} ${from.y}C.* ${to.x} ${to.y}$`));
      }),
    );
  });

  it('lies inside curveBox and at distance 0 from distanceTo', () => {
    assert(
      property(point, point, double({ min: 0, max: 1, noNaN: true }), (from, to, t) => {
        const at = pointOn(from, to, t);
        const box = curveBox(from, to);
        expect(at.x).toBeGreaterThanOrEqual(box.x - 1e-6);
        expect(at.x).toBeLessThanOrEqual(box.x + box.width + 1e-6);
        expect(at.y).toBeGreaterThanOrEqual(box.y - 1e-6);
        expect(at.y).toBeLessThanOrEqual(box.y + box.height + 1e-6);
        // The distance is measured along straight parts, which leave the curve a little.
        expect(distanceTo(from, to, at)).toBeLessThan(
          0.01 * Math.hypot(to.x - from.x, to.y - from.y) + 0.03 * bend(from, to) + 0.01,
        );
      }),
    );
  });

  it('measures the distance of a point to the curve and to its ends', () => {
    expect(distanceTo({ x: 0, y: 0 }, { x: 200, y: 0 }, { x: 100, y: 30 })).toBeCloseTo(30, 6);
    expect(distanceTo({ x: 0, y: 0 }, { x: 200, y: 0 }, { x: -40, y: 30 })).toBeCloseTo(50, 6);
  });
});
