/** The mask painter: brush, undo history, and the place of a mask in a graph. */
import { assert, array, boolean, integer, property, record } from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { partOf, radiusFor, resized, sizeAt } from '../../../editor/controls/mask/brush.ts';
import { addMaskNodes, maskName, maskPlace } from '../../../editor/controls/mask/place.ts';
import { emptyMask, invertMask, isEmptyMask, paintSegment, strengthAt } from '../../../editor/controls/mask/raster.ts';
import { joined } from '../../../editor/controls/mask/rect.ts';
import { Strokes } from '../../../editor/controls/mask/strokes.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { catalogueNode } from './support/stub.ts';

const HARD = { hardness: 1, erases: false };

describe('the brush', () => {
  it('paints 255 within its radius and nothing outside', () => {
    const mask = emptyMask(40, 40);
    const rect = paintSegment(mask, { x: 10, y: 20, radius: 6 }, { x: 30, y: 20, radius: 6 }, HARD);
    const at = (x: number, y: number): number => mask.data[y * 40 + x] ?? -1;
    expect(at(20, 20)).toBe(255);
    expect(at(20, 15)).toBe(255);
    expect(at(20, 12)).toBe(0);
    expect(at(2, 20)).toBe(0);
    expect(rect).toEqual({ x: 3, y: 13, width: 34, height: 14 });
  });

  it('fades towards the edge if it is soft', () => {
    expect(strengthAt(0, 10, 0)).toBe(1);
    expect(strengthAt(5, 10, 0)).toBeGreaterThan(0.2);
    expect(strengthAt(5, 10, 0)).toBeLessThan(0.8);
    expect(strengthAt(11, 10, 0)).toBe(0);
    expect(strengthAt(9, 10, 1)).toBe(1);
  });

  it('does not get stronger where a stroke crosses itself, and erases what was painted', () => {
    const mask = emptyMask(30, 30);
    const dab = { x: 15, y: 15, radius: 8 };
    paintSegment(mask, dab, dab, { hardness: 0.2, erases: false });
    const once = mask.data.slice();
    paintSegment(mask, dab, dab, { hardness: 0.2, erases: false });
    expect(mask.data).toEqual(once);
    paintSegment(mask, dab, { ...dab, radius: 12 }, { hardness: 1, erases: true });
    expect(isEmptyMask(mask)).toBe(true);
  });

  it('changes nothing outside the mask', () => {
    assert(
      property(
        integer({ min: -50, max: 80 }),
        integer({ min: -50, max: 80 }),
        integer({ min: 0, max: 60 }),
        (x, y, radius) => {
          const rect = paintSegment(emptyMask(30, 20), { x, y, radius }, { x: y, y: x, radius }, HARD);
          const isInside = rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= 30 && rect.y + rect.height <= 20;
          expect(isInside || rect.width === 0 || rect.height === 0).toBe(true);
          expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('gets its size from a slider, two keys and the pressure of a pen', () => {
    for (const size of [1, 12, 48, 500, 1000]) expect(Math.abs(sizeAt(partOf(size)) - size)).toBeLessThan(1);
    expect([resized(1, 1), resized(2, -1), resized(100, 1), resized(1, -1), resized(1000, 1)]).toEqual([
      2, 1, 120, 1, 1000,
    ]);
    expect(radiusFor(40, { pointerType: 'mouse', pressure: 0.5 })).toBe(20);
    expect(radiusFor(40, { pointerType: 'pen', pressure: 1 })).toBe(20);
    expect(radiusFor(40, { pointerType: 'pen', pressure: 0.1 })).toBeLessThan(6);
  });
});

describe('strokes', () => {
  const strokes = array(
    record({
      x: integer({ min: 0, max: 24 }),
      y: integer({ min: 0, max: 24 }),
      radius: integer({ min: 1, max: 9 }),
      erases: boolean(),
      inverts: boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it('are undone and redone to exactly the same pixels', () => {
    assert(
      property(strokes, (all) => {
        const mask = emptyMask(24, 24);
        const history = new Strokes(mask);
        const states = [mask.data.join()];
        for (const { x, y, radius, erases, inverts } of all) {
          if (inverts) history.whole(() => invertMask(mask));
          else history.changed(paintSegment(mask, { x, y, radius }, { x: y, y: x, radius }, { hardness: 0.5, erases }));
          history.end();
          states.push(mask.data.join());
        }
        for (const state of states.slice(0, -1).toReversed()) {
          history.undo();
          expect(mask.data.join() === state).toBe(true);
        }
        expect(history.canUndo).toBe(false);
        for (const state of states.slice(1)) {
          history.redo();
          expect(mask.data.join() === state).toBe(true);
        }
        expect(history.redo()).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('leave nothing behind when they are dropped', () => {
    const mask = emptyMask(20, 20);
    const history = new Strokes(mask);
    history.changed(paintSegment(mask, { x: 5, y: 5, radius: 4 }, { x: 15, y: 15, radius: 4 }, HARD));
    history.abort();
    expect(isEmptyMask(mask)).toBe(true);
    expect(history.canUndo).toBe(false);
  });

  it('are forgotten, oldest first, when they take too much memory', () => {
    const mask = emptyMask(10, 10);
    const history = new Strokes(mask, 250);
    for (let at = 0; at < 4; at += 1) history.whole(() => invertMask(mask));
    expect([history.undo(), history.undo(), history.undo()].map((rect) => rect !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('change the smallest rectangle around all their parts', () => {
    expect(joined({ x: 0, y: 0, width: 0, height: 0 }, { x: 3, y: 4, width: 5, height: 6 })).toEqual({
      x: 3,
      y: 4,
      width: 5,
      height: 6,
    });
    expect(joined({ x: 0, y: 1, width: 2, height: 2 }, { x: 3, y: 0, width: 1, height: 1 })).toEqual({
      x: 0,
      y: 0,
      width: 4,
      height: 3,
    });
  });
});

describe('the place of a mask', () => {
  const image = { kind: 'socket', socket: { name: 'image' } } as const;
  const mask = { kind: 'socket', socket: { name: 'mask' } } as const;
  const types = nodeTypes({
    nodes: [
      catalogueNode('load-image', { image: { kind: 'file', accept: 'image' } }, { image: 'image', mask: 'mask' }),
      catalogueNode('image-to-mask', { image, invert: { kind: 'boolean', default: false } }, { mask: 'mask' }),
      catalogueNode('resize-image', { image }, { image: 'image' }),
      catalogueNode('composite-image', { below: image, above: image, mask }, { image: 'image' }),
    ],
  });
  const inpaint = JSON.parse(
    readFileSync(new URL('../../../workflows/inpaint.json', import.meta.url), 'utf8'),
  ) as Workflow;

  it('is found in the inpaint template from the picture and from the mask', () => {
    const found = {
      picture: { node: 'picture', input: 'image' },
      mask: { node: 'maskFile', input: 'image' },
      inverted: false,
    };
    expect(maskPlace(inpaint, types, { node: 'picture', input: 'image' })).toEqual(found);
    expect(maskPlace(inpaint, types, { node: 'maskFile', input: 'image' })).toEqual(found);
  });

  it('is inverted in a graph that repaints black', () => {
    const inverted = applyPatch(inpaint, [{ path: ['nodes', 'mask', 'inputs', 'invert'], value: true }]);
    expect(maskPlace(inverted, types, { node: 'picture', input: 'image' }).inverted).toBe(true);
  });

  it('is not that of another picture', () => {
    const two = applyPatch(inpaint, [
      { path: ['nodes', 'other'], value: { type: 'load-image', inputs: { image: 'b.png' } } },
    ]);
    expect(maskPlace(two, types, { node: 'other', input: 'image' }).mask).toBeUndefined();
  });

  it('is added as two linked nodes in one command, and then found', () => {
    const plain: Workflow = {
      format: 'inkloom-workflow',
      version: 3,
      name: 'P',
      nodes: { photo: { type: 'load-image', inputs: { image: 'a.png' } } },
    };
    const command = addMaskNodes(plain, types, { node: 'photo', input: 'image' }, 'a-mask.png');
    const added = applyPatch(plain, command.patch);
    const [loader = '', converter = ''] = command.select ?? [];
    expect(added.nodes[loader]).toMatchObject({ type: 'load-image', title: 'Mask', inputs: { image: 'a-mask.png' } });
    expect(added.nodes[converter]).toMatchObject({
      type: 'image-to-mask',
      inputs: { image: { from: `${loader}.image` } },
    });
    const used = applyPatch(added, [
      {
        path: ['nodes', 'use'],
        value: {
          type: 'composite-image',
          inputs: { below: { from: 'photo.image' }, mask: { from: `${converter}.mask` } },
        },
      },
    ]);
    expect(maskPlace(used, types, { node: 'photo', input: 'image' }).mask).toEqual({ node: loader, input: 'image' });
  });

  it('has a file named after the picture', () => {
    expect(maskName('folder/photo.of.me.jpg')).toBe('photo.of.me-mask.png');
    expect(maskName('photo')).toBe('photo-mask.png');
  });
});
