/** Copying and pasting: what travels, what is found again, and texts that are no part of a graph. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyItems } from '../../../editor/document/transfer/clipboard.ts';
import { duplicateItems, pasteItems } from '../../../editor/document/commands/index.ts';
import { readFragment } from '../../../editor/document/transfer/read-fragment.ts';
import { boundsOf, nodeGeometry, noteBox } from '../../../editor/document/layout/geometry.ts';
import { mergeSubgraphs } from '../../../editor/document/graph/subgraphs.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { formatWorkflow } from '../../../engine/workflow/format.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

const at = { x: 1000, y: 2000 };
const everything = (workflow: Workflow): string[] => [
  ...Object.keys(workflow.nodes),
  ...Object.keys(workflow.view?.notes ?? {}).map((id) => `note:${id}`),
];

/** The graph with its ids in the order of the document, for graphs that differ by ids only. */
function withoutIds({ nodes, subgraphs }: Workflow, ids: readonly string[]): unknown {
  const text = JSON.stringify([ids.map((id) => nodes[id]), subgraphs]);
  return ids
    .toSorted((a, b) => b.length - a.length)
    .reduce((renamed, id) => renamed.replaceAll(`"from":"${id}.`, `"from":"${ids.indexOf(id)}.`), text);
}

describe('copy and paste', () => {
  it.each(shipped)('of all of %s gives the same graph, in an empty document and beside itself', (_name, workflow) => {
    const text = copyItems(workflow, everything(workflow), types);
    for (const target of [blank(), workflow]) {
      const command = pasteItems(target, types, text, at);
      const pasted = after(target, command);
      const fresh = (command?.select ?? []).filter((key) => !key.includes(':'));
      expect(fresh.length).toBe(Object.keys(workflow.nodes).length);
      expect(new Set([...fresh, ...Object.keys(target.nodes)]).size).toBe(Object.keys(pasted.nodes).length);
      expect(withoutIds(pasted, fresh)).toEqual(withoutIds(workflow, Object.keys(workflow.nodes)));
      const [before, now] = [
        boundsOf(Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? [])),
        boundsOf(fresh.flatMap((id) => nodeGeometry(pasted, types, id) ?? [])),
      ];
      expect([now?.width, now?.height]).toEqual([before?.width, before?.height]);
    }
    const whole = pasteItems(blank(), types, formatWorkflow(workflow), at);
    expect(withoutIds(after(blank(), whole), whole?.select ?? [])).toEqual(
      withoutIds(workflow, Object.keys(workflow.nodes)),
    );
  });

  it('puts the middle of what was copied at the place, with notes and groups', () => {
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

  it('takes groups only whole, and the nodes of a selected group', () => {
    expect(readFragment(copyItems(small, ['decode', 'sheet']))?.groups).toEqual({});
    expect(Object.keys(readFragment(copyItems(small, ['group:group']))?.nodes ?? {})).toEqual([
      'decode',
      'sheet',
      'save',
    ]);
    expect(copyItems(small, ['wire:save.image', 'gone'])).toBe('');
  });

  it('finds sources that were not copied again, where they are the same', () => {
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

  it('lies never exactly on what is there', () => {
    const text = copyItems(small, ['save'], types);
    const once = after(small, pasteItems(small, types, text, at));
    const twice = after(once, pasteItems(once, types, text, at));
    expect(twice.view?.nodes?.['save-3']).not.toMatchObject({ x: twice.view?.nodes?.['save-2']?.x });
  });

  it('duplicates beside the original, with all wires', () => {
    const command = duplicateItems(small, types, ['decode']);
    expect(command.name).toBe('Duplicate Decode latent');
    const copied = after(small, command);
    expect(copied.nodes['decode-2']).toEqual(small.nodes['decode']);
    expect(copied.view?.nodes?.['decode-2']).toEqual({ x: 752, y: 32 });
    expect(duplicateItems(small, types, ['gone']).patch).toEqual([]);
  });
});

describe('subgraphs', () => {
  const turns = shippedWorkflow('edit-in-turns');

  it('travel with the nodes that need them, and get another name where theirs is taken by something else', () => {
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

  it('inside of others are renamed there too', () => {
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

describe('a text that is no part of a graph', () => {
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

  it('never throws and never makes a file the schema refuses, whatever is in it', () => {
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
