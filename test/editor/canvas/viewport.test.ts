/** Zooming, fitting, and converting between canvas and screen. */
import { assert, constantFrom, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  centreOn,
  fitBox,
  fitLegibly,
  toCanvas,
  toScreen,
  visibleBox,
  zoomAt,
} from '../../../editor/canvas/scene/viewport.ts';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import { shipped, types } from '../document/support.ts';
import { ZOOM } from '../../../editor/canvas/metrics.ts';

const place = integer({ min: -5000, max: 5000 });
const point = record({ x: place, y: place });
const zoom = double({ min: ZOOM.min, max: ZOOM.max, noNaN: true });
const viewport = record({ x: place, y: place, k: zoom });
const size = constantFrom({ width: 1440, height: 900 }, { width: 390, height: 700 });

describe('the viewport', () => {
  it('keeps the canvas point under the pointer when it zooms', () => {
    assert(
      property(viewport, point, double({ min: 0.01, max: 9, noNaN: true }), (view, at, k) => {
        const next = zoomAt(view, at, k);
        const [before, after] = [toCanvas(view, at), toCanvas(next, at)];
        expect(after.x).toBeCloseTo(before.x, 4);
        expect(after.y).toBeCloseTo(before.y, 4);
        expect(next.k).toBeGreaterThanOrEqual(ZOOM.min);
        expect(next.k).toBeLessThanOrEqual(ZOOM.max);
      }),
    );
  });

  it('converts from screen to canvas and back', () => {
    assert(
      property(viewport, point, (view, at) => {
        const back = toScreen(view, toCanvas(view, at));
        expect(back.x).toBeCloseTo(at.x, 4);
        expect(back.y).toBeCloseTo(at.y, 4);
      }),
    );
  });

  it('fits a whole box that is not too large for the smallest zoom', () => {
    assert(
      property(
        point,
        integer({ min: 1, max: 2900 }),
        integer({ min: 1, max: 5900 }),
        size,
        (at, width, height, shown) => {
          const seen = visibleBox(fitBox({ ...at, width, height }, shown), shown);
          expect(seen.x).toBeLessThanOrEqual(at.x + 0.01);
          expect(seen.y).toBeLessThanOrEqual(at.y + 0.01);
          expect(seen.x + seen.width).toBeGreaterThanOrEqual(at.x + width - 0.01);
          expect(seen.y + seen.height).toBeGreaterThanOrEqual(at.y + height - 0.01);
        },
      ),
    );
  });

  it('never makes a graph too small to be read: then it shows the beginning', () => {
    const shown = { width: 1440, height: 900 };
    expect(fitLegibly({ x: 0, y: 0, width: 1400, height: 800 }, shown).k).toBeCloseTo(1376 / 1400, 3);
    const start = fitLegibly({ x: 500, y: -70, width: 9000, height: 700 }, shown);
    expect(start.k).toBe(ZOOM.legible);
    const seen = visibleBox(start, shown);
    expect(seen.x).toBeLessThan(500);
    expect(seen.x + seen.width).toBeGreaterThan(500 + 3 * 316);
    const small = visibleBox(fitLegibly({ x: 0, y: 0, width: 260, height: 200 }, shown), shown);
    expect([small.x + small.width / 2, small.y + small.height / 2]).toEqual([130, 100]);
  });

  it.each(shipped)('shows the beginning of %s at a size that can be read', (_name, workflow) => {
    const scene = new Scene();
    scene.update(workflow, types);
    const bounds = scene.bounds();
    // The canvas in a window of 1440 x 900 pixels.
    const room = { width: 1392, height: 828 };
    const view = fitLegibly(bounds ?? { x: 0, y: 0, width: 0, height: 0 }, room);
    expect(13 * view.k).toBeGreaterThanOrEqual(11);
    const seen = visibleBox(view, room);
    const columns = new Set([...scene.nodes.values()].map(({ placed }) => placed.x));
    expect(columns.size).toBeLessThanOrEqual(5);
    expect(seen.x + seen.width).toBeGreaterThan((bounds?.x ?? 0) + (bounds?.width ?? 0));
  });

  it('shows everything of three hundred columns', () => {
    const box = { x: 0, y: 0, width: 300 * 316, height: 400 };
    const seen = visibleBox(fitBox(box, { width: 1440, height: 900 }), { width: 1440, height: 900 });
    expect(seen.width).toBeGreaterThan(box.width);
  });

  it('centres on a point', () => {
    assert(
      property(point, size, zoom, (at, shown, k) => {
        const middle = toScreen(centreOn(at, shown, k), at);
        expect(middle.x).toBeCloseTo(shown.width / 2, 6);
        expect(middle.y).toBeCloseTo(shown.height / 2, 6);
      }),
    );
  });

  it('starts at one view and ends at the other when gliding', () => {
    assert(
      property(viewport, viewport, (from, to) => {
        const [first, last] = [between(from, to, 0), between(from, to, 1)];
        for (const [made, wanted] of [
          [first, from],
          [last, to],
        ] as const) {
          expect(made.x).toBeCloseTo(wanted.x, 3);
          expect(made.y).toBeCloseTo(wanted.y, 3);
          expect(made.k).toBeCloseTo(wanted.k, 6);
        }
      }),
    );
  });
});
