/** Which sockets can be connected, which node types are suggested, and walking over the graph. */
import { describe, expect, it } from 'vitest';
import { addNode, connect, insertOnWire } from '../../../editor/document/commands/index.ts';
import { connectionVerdict } from '../../../editor/document/graph/connect.ts';
import { converterBetween } from '../../../editor/document/graph/converters.ts';
import { fittingTypes } from '../../../editor/document/graph/fitting-types.ts';
import { boundsOf, nodeGeometry, overlaps } from '../../../editor/document/layout/geometry.ts';
import { freePlace } from '../../../editor/document/layout/free-place.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import { socketType } from '../../../editor/document/graph/socket-types.ts';
import { downstream, upstream } from '../../../editor/document/graph/walk.ts';
import { type Direction, nearestNode } from '../../../editor/document/layout/nearest-node.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

const output = (node: string, name: string) => ({ node, side: 'output', name }) as const;
const input = (node: string, name: string) => ({ node, side: 'input', name }) as const;
const verdict = (
  workflow: Parameters<typeof connectionVerdict>[0],
  from: Parameters<typeof connectionVerdict>[2],
  to: Parameters<typeof connectionVerdict>[3],
) => connectionVerdict(workflow, types, from, to);

describe('a wire', () => {
  it('is allowed from either end, and names the wire it replaces', () => {
    expect(verdict(small, output('size', 'latent'), input('decode', 'latent'))).toEqual({
      ok: true,
      replaces: 'decode.latent',
    });
    expect(verdict(small, input('decode', 'latent'), output('size', 'latent'))).toEqual({
      ok: true,
      replaces: 'decode.latent',
    });
    expect(verdict(small, output('decode', 'image'), input('save', 'image'))).toEqual({
      ok: true,
      replaces: 'save.image',
    });
    const more = { ...small, nodes: { ...small.nodes, load: { type: 'load-image' } } };
    expect(verdict(more, output('load', 'image'), input('sheet', 'images'))).toEqual({ ok: true });
  });

  it.each([
    [output('size', 'latent'), output('decode', 'image'), 'Both are outputs: a wire goes from an output to an input.'],
    [input('decode', 'latent'), input('save', 'image'), 'Both are inputs: a wire goes from an output to an input.'],
    [output('bend', 'value'), input('bend', 'value'), 'A node cannot feed itself.'],
    [
      output('decode', 'image'),
      input('bend', 'value'),
      'This would make a cycle: Decode latent needs Reroute already.',
    ],
    [output('checkpoint', 'vae'), input('save', 'image'), 'This gives a VAE, but Image takes an image.'],
    [output('bend', 'value'), input('save', 'image'), 'This gives a latent, but Image takes an image.'],
    [output('checkpoint', 'vae'), input('bend', 'value'), 'This gives a VAE, but Value takes a latent.'],
    [output('decode', 'image'), input('sheet', 'images'), 'They are connected already.'],
    [output('gone', 'x'), input('save', 'image'), 'This node is no longer there.'],
  ])('%#: is refused with a reason', (from, to, reason) => {
    expect(verdict(small, from, to)).toMatchObject({ ok: false, reason });
  });

  it('names the only node type that converts one type into the other', () => {
    expect(verdict(small, output('size', 'latent'), input('save', 'image'))).toMatchObject({
      ok: false,
      converter: 'decode-latent',
    });
    expect(converterBetween(types, 'image', 'latent')).toBe('encode-image');
    expect(converterBetween(types, 'mask', 'image')).toBe('mask-to-image');
    expect(converterBetween(types, 'image', 'mask')).toBeUndefined();
    expect(converterBetween(types, 'vae', 'file')).toBeUndefined();
  });

  it('is judged through reroutes and switches without a source by the inputs they feed', () => {
    const workflow = blank({
      one: { type: 'reroute' },
      two: { type: 'reroute', inputs: { value: { from: 'one.value' } } },
      save: { type: 'save-image', inputs: { image: { from: 'two.value' } } },
      size: { type: 'empty-latent' },
      load: { type: 'load-image' },
      decode: { type: 'decode-latent' },
      choose: { type: 'switch', inputs: { whenTrue: { from: 'load.image' } } },
    });
    expect(verdict(workflow, output('size', 'latent'), input('one', 'value'))).toMatchObject({
      ok: false,
      reason: 'This gives a latent, but Value takes an image.',
    });
    expect(verdict(workflow, output('load', 'image'), input('one', 'value'))).toEqual({ ok: true });
    expect(verdict(workflow, output('one', 'value'), input('decode', 'latent'))).toMatchObject({ ok: false });
    expect(verdict(workflow, output('choose', 'value'), input('decode', 'latent'))).toMatchObject({ ok: false });
    expect(
      [
        output('one', 'value'),
        input('two', 'value'),
        output('choose', 'value'),
        input('choose', 'whenTrue'),
        input('choose', 'whenFalse'),
      ].map((end) => socketType(workflow, types, end)),
    ).toEqual(['image', 'image', 'image', 'image', 'any']);
  });

  it.each(shipped)('of %s is allowed as it is', (_name, workflow) => {
    for (const wire of wiresOf(workflow)) {
      const without = after(workflow, {
        name: '',
        patch: [{ path: ['nodes', wire.to.node, 'inputs', wire.to.input] }],
      });
      expect(
        verdict(without, output(wire.from.node, wire.from.output), input(wire.to.node, wire.to.input)),
      ).toMatchObject({ ok: true });
    }
  });

  it('is judged in a ring of reroutes without an endless loop', () => {
    const ring = blank({
      a: { type: 'reroute', inputs: { value: { from: 'b.value' } } },
      b: { type: 'reroute', inputs: { value: { from: 'a.value' } } },
      save: { type: 'save-image' },
    });
    expect(socketType(ring, types, output('a', 'value'))).toBe('any');
    expect(verdict(ring, output('a', 'value'), input('save', 'image'))).toEqual({ ok: true });
    expect([...upstream(ring, ['a'])].toSorted()).toEqual(['a', 'b']);
  });
});

describe('node types for a loose end', () => {
  it('list equal types first, each with its socket', () => {
    const fits = fittingTypes(small, types, output('size', 'latent'));
    expect(fits.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['denoise', 'decode-latent', 'reroute', 'switch']),
    );
    expect(fits.find(({ type }) => type === 'encode-edit')).toEqual({
      type: 'encode-edit',
      socket: 'references',
      exact: true,
    });
    expect(fits.findIndex(({ exact }) => !exact)).toBe(fits.filter(({ exact }) => exact).length);
    expect(fits.some(({ type }) => type === 'save-image')).toBe(false);
    expect(fittingTypes(small, types, input('save', 'image')).find(({ type }) => type === 'load-image')).toEqual({
      type: 'load-image',
      socket: 'image',
      exact: true,
    });
  });

  it('can be connected, for every socket of the catalogue', () => {
    for (const type of types.keys()) {
      const { inputs = {}, outputs = {} } = types.get(type) ?? {};
      const workflow = blank({ a: { type } });
      const ends = [
        ...Object.keys(inputs).map((name) => input('a', name)),
        ...Object.keys(outputs).map((name) => output('a', name)),
      ];
      for (const end of ends) {
        for (const { type: other, socket } of fittingTypes(workflow, types, end)) {
          const both = { ...workflow, nodes: { ...workflow.nodes, b: { type: other } } };
          expect(
            verdict(both, end, { node: 'b', side: end.side === 'input' ? 'output' : 'input', name: socket }),
          ).toMatchObject({ ok: true });
        }
      }
    }
  });
});

describe('walking over the graph', () => {
  it('follows wires to the left and right, and boxes up and down', () => {
    const workflow = shippedWorkflow('text-to-image');
    const walk = (id: string, ...directions: Direction[]): string | undefined =>
      directions.reduce<string | undefined>((at, direction) => at && nearestNode(workflow, types, at, direction), id);
    expect(walk('save', 'left', 'left', 'left', 'left')).toBe(undefined);
    expect(walk('save', 'left', 'left')).toBe('checkpoint');
    expect(walk('checkpoint', 'right')).toBe('positive');
    expect(walk('positive', 'down')).toBe('negative');
    expect(walk('negative', 'up')).toBe('positive');
    expect(walk('gone', 'up')).toBeUndefined();
  });

  it.each(shipped)('reaches every node of %s from every other', (_name, workflow) => {
    const ids = Object.keys(workflow.nodes);
    for (const start of ids.slice(0, 3)) {
      const reached = new Set([start]);
      for (const id of reached)
        for (const direction of ['left', 'right', 'up', 'down'] as const) {
          const next = nearestNode(workflow, types, id, direction);
          if (next !== undefined) reached.add(next);
        }
      expect([...reached].toSorted()).toEqual(ids.toSorted());
    }
  });

  it('counts a node to its own upstream and downstream', () => {
    expect([...upstream(small, ['decode'])].toSorted()).toEqual(['bend', 'checkpoint', 'decode', 'size']);
    expect([...downstream(small, ['decode', 'gone'])].toSorted()).toEqual(['decode', 'save', 'sheet']);
  });
});

describe('a wire with a node inserted', () => {
  it('keeps its id and types', () => {
    const workflow = after(
      small,
      insertOnWire(small, types, { type: 'reroute', wire: 'bend.value', at: { x: 0, y: 0 } }),
    );
    expect(wiresOf(workflow).map(({ id }) => id)).toContain('bend.value');
    expect(socketType(workflow, types, output('reroute', 'value'))).toBe('latent');
    const connected = after(workflow, connect(workflow, types, output('reroute', 'value'), input('decode', 'latent')));
    expect(
      boundsOf(Object.keys(connected.nodes).flatMap((id) => nodeGeometry(connected, types, id) ?? [])),
    ).toBeDefined();
  });
});

describe('a free place', () => {
  const two = blank({ a: { type: 'load-checkpoint' }, b: { type: 'denoise' } });
  const placed = { ...two, view: { nodes: { a: { x: 0, y: 0 }, b: { x: 320, y: 0 } } } };

  it('is the place that was asked for when it is free', () => {
    expect(freePlace(placed, types, { x: 0, y: 1000 }, 'schedule')).toEqual({ x: 0, y: 1000 });
  });

  it.each(['load-checkpoint', 'encode-text', 'denoise'])('covers no node and is near, for %s', (type) => {
    const at = freePlace(placed, types, { x: 10, y: 10 }, type);
    const added = after(placed, addNode(placed, types, { type, at }));
    const boxes = Object.keys(added.nodes).flatMap((id) => nodeGeometry(added, types, id) ?? []);
    expect(boxes).toHaveLength(3);
    expect(boxes.flatMap((box, index) => boxes.slice(index + 1).filter((other) => overlaps(box, other)))).toEqual([]);
    expect(Math.hypot(at.x, at.y)).toBeLessThan(700);
  });
});
