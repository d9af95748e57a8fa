/** Copying and pasting: what a fragment contains, how it is linked again, and reading any text. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyItems } from '../../../editor/document/transfer/clipboard.ts';
import { duplicateItems, pasteItems } from '../../../editor/document/commands/index.ts';
import { readFragment } from '../../../editor/document/transfer/read-fragment.ts';
import { boundsOf, nodeGeometry, noteBox, overlaps } from '../../../editor/document/layout/geometry.ts';
import { mergeSubgraphs } from '../../../editor/document/graph/subgraphs.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { formatWorkflow } from '../../../engine/workflow/format.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

const at = { x: 1000, y: 2000 };
const everything = (workflow: Workflow): string[] => [
  ...Object.keys(workflow.nodes),
  ...Object.keys(workflow.view?.notes ?? {}).map((id) => `note:${id}`),
];

/** A graph as text with ids replaced by their order, to compare graphs that differ by ids only. */
function withoutIds({ nodes, subgraphs }: Workflow, ids: readonly string[]): unknown {
  const text = JSON.stringify([ids.map((id) => nodes[id]), subgraphs]);
  return ids
    .toSorted((a, b) => b.length - a.length)
    .reduce((renamed, id) => renamed.replaceAll(`"from":"${id}.`, `"from":"${ids.indexOf(id)}.`), text);
}

describe('copy and paste', () => {
  /** Copies everything and pastes it into a target. */
  function pasteAll(workflow: Workflow, target: Workflow): { readonly pasted: Workflow; readonly fresh: string[] } {
    const command = pasteItems(target, types, copyItems(workflow, everything(workflow), types), at);
    return {
      pasted: after(target, command),
      fresh: (command?.select ?? []).filter((key) => !key.includes(':')),
    };
  }

  it.each(shipped)('gives the same graph in an empty document and beside itself: %s', (_name, workflow) => {
    for (const target of [blank(), workflow]) {
      const { pasted, fresh } = pasteAll(workflow, target);
      expect(fresh.length).toBe(Object.keys(workflow.nodes).length);
      expect(new Set([...fresh, ...Object.keys(target.nodes)]).size).toBe(Object.keys(pasted.nodes).length);
      expect(withoutIds(pasted, fresh)).toEqual(withoutIds(workflow, Object.keys(workflow.nodes)));
    }
  });

  it.each(shipped)('keeps the places of nodes to each other: %s', (_name, workflow) => {
    const { pasted, fresh } = pasteAll(workflow, blank());
    const before = boundsOf(Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []));
    const now = boundsOf(fresh.flatMap((id) => nodeGeometry(pasted, types, id) ?? []));
    expect([now?.width, now?.height]).toEqual([before?.width, before?.height]);
  });

  it.each(shipped)('pastes a whole workflow file: %s', (_name, workflow) => {
    const whole = pasteItems(blank(), types, formatWorkflow(workflow), at);
    expect(withoutIds(after(blank(), whole), whole?.select ?? [])).toEqual(
      withoutIds(workflow, Object.keys(workflow.nodes)),
    );
  });

  it('puts the middle of the fragment at the place, with notes and groups', () => {
    const target = blank();
    const command = pasteItems(target, types, copyItems(small, everything(small), types), at);
    const pasted = after(target, command);
    expect(command?.name).toBe('Paste 7 items');
    expect(command?.select).toContain('note:note');
    expect(pasted.view?.groups).toEqual(small.view?.groups);
    const box = boundsOf(
      [
        ...Object.keys(pasted.nodes).flatMap((id) => nodeGeometry(pasted, types, id) ?? []),
        noteBox(pasted, 'note'),
      ].filter((each) => each !== undefined),
    );
    expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - at.x)).toBeLessThanOrEqual(1);
    expect(Math.abs((box?.y ?? 0) + (box?.height ?? 0) / 2 - at.y)).toBeLessThanOrEqual(1);
  });

  it('copies a group only with all its nodes, and all nodes of a selected group', () => {
    expect(readFragment(copyItems(small, ['decode', 'sheet']))?.groups).toEqual({});
    expect(Object.keys(readFragment(copyItems(small, ['group:group']))?.nodes ?? {})).toEqual([
      'decode',
      'sheet',
      'save',
    ]);
    expect(copyItems(small, ['wire:save.image', 'gone'])).toBe('');
  });

  it('links pasted nodes to sources that were not copied, where these have the same id and type', () => {
    const text = copyItems(small, ['decode', 'sheet'], types);
    const beside = after(small, pasteItems(small, types, text, at));
    expect(beside.nodes['decode-2']?.inputs).toEqual({
      vae: { from: 'checkpoint.vae' },
      latent: { from: 'bend.value' },
    });
    expect(beside.nodes['sheet-2']?.inputs).toEqual({ images: [{ from: 'decode-2.image' }] });
    const elsewhere = after(
      blank({ checkpoint: { type: 'load-controlnet' } }),
      pasteItems(blank({ checkpoint: { type: 'load-controlnet' } }), types, text, at),
    );
    expect(elsewhere.nodes['decode']).toEqual({ type: 'decode-latent' });
  });

  it('never pastes exactly onto an existing node', () => {
    const text = copyItems(small, ['save'], types);
    const once = after(small, pasteItems(small, types, text, at));
    const twice = after(once, pasteItems(once, types, text, at));
    expect(twice.view?.nodes?.['save-3']).not.toMatchObject({ x: twice.view?.nodes?.['save-2']?.x });
  });

  it('duplicates beside the original and keeps all wires', () => {
    const command = duplicateItems(small, types, ['decode']);
    expect(command.name).toBe('Duplicate Decode latent');
    const copied = after(small, command);
    expect(copied.nodes['decode-2']).toEqual(small.nodes['decode']);
    const [original, copy] = ['decode', 'decode-2'].map((id) => nodeGeometry(copied, types, id));
    const way = { x: (copy?.x ?? 0) - (original?.x ?? 0), y: (copy?.y ?? 0) - (original?.y ?? 0) };
    expect([Math.abs(way.x) < 300, Math.abs(way.y) < 400]).toEqual([true, true]);
    expect(original && copy && overlaps(original, copy)).toBe(false);
    expect(duplicateItems(small, types, ['gone']).patch).toEqual([]);
  });
});

describe('subgraphs', () => {
  const turns = shippedWorkflow('edit-in-turns');

  it('travel with the nodes that need them, and are renamed where their name means something else', () => {
    const text = copyItems(turns, ['first'], types);
    expect(after(blank(), pasteItems(blank(), types, text, at)).subgraphs).toEqual(turns.subgraphs);
    expect(after(turns, pasteItems(turns, types, text, at)).subgraphs).toEqual(turns.subgraphs);
    const other: Workflow = { ...blank(), subgraphs: { turn: { nodes: {} } } };
    const pasted = after(other, pasteItems(other, types, text, at));
    expect([pasted.nodes['first']?.type, Object.keys(pasted.subgraphs ?? {})]).toEqual([
      'subgraph/turn-2',
      ['turn', 'turn-2'],
    ]);
    expect(readFragment(copyItems(turns, ['save1'], types))?.subgraphs).toEqual({});
  });

  it('are renamed inside other subgraphs too', () => {
    const incoming = {
      outer: { nodes: { a: { type: 'subgraph/inner' } } },
      inner: { nodes: { b: { type: 'denoise' } } },
    };
    const { added, renamed } = mergeSubgraphs({ ...incoming, inner: { nodes: {} } }, incoming);
    expect(added).toEqual({ 'inner-2': incoming.inner, 'outer-2': { nodes: { a: { type: 'subgraph/inner-2' } } } });
    expect([...renamed]).toEqual([
      ['inner', 'inner-2'],
      ['outer', 'outer-2'],
    ]);
  });
});

describe('reading any text', () => {
  it.each([
    '',
    'hello',
    '[]',
    'null',
    '{}',
    '{"format":"inkloom-fragment"}',
    '{"format":"inkloom-workflow","nodes":[]}',
    '{"format":"other","nodes":{"a":{"type":"x"}}}',
  ])('%j pastes nothing', (text) => {
    expect(pasteItems(blank(), types, text, at)).toBeUndefined();
  });

  it('never throws and never makes a file the schema refuses', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const node = fc.oneof(
      fc.record(
        {
          type: fc.oneof(fc.constantFrom('denoise', 'subgraph/s', ''), json),
          inputs: fc.oneof(json, fc.record({ seed: fc.oneof(json, fc.record({ from: fc.string() })) })),
          title: json,
          mode: json,
        },
        { requiredKeys: [] },
      ),
      json,
    );
    const items = fc.oneof(
      fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', '1', 'a b'), fc.string()), node),
      json,
    );
    const fragment = fc.record(
      {
        format: fc.constantFrom('inkloom-fragment', 'inkloom-workflow'),
        nodes: items,
        view: fc.oneof(json, fc.record({ nodes: items, notes: items, groups: items })),
        views: items,
        notes: items,
        groups: items,
        subgraphs: items,
        outside: items,
        box: json,
      },
      { requiredKeys: ['format'] },
    );
    fc.assert(
      fc.property(fragment, (value) => {
        const command = pasteItems(small, types, JSON.stringify(value), at);
        expect(after(small, command).nodes).toMatchObject(small.nodes);
      }),
      { numRuns: 400 },
    );
  });
});
