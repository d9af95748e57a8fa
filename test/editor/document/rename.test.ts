/** Items whose names are taken get free ones, together with all references to them. */
import { describe, expect, it } from 'vitest';
import {
  addNode,
  addNote,
  groupItems,
  moveItems,
  removeItems,
  replaceWorkflow,
} from '../../../editor/document/commands/index.ts';
import { pasteItems } from '../../../editor/document/transfer/clipboard.ts';
import type { Edit } from '../../../editor/document/command.ts';
import { Document } from '../../../editor/document/document.ts';
import { freshNames, renamedKey, type Renames } from '../../../editor/document/naming/rename.ts';
import { renamedPatch } from '../../../editor/document/naming/renamed-patch.ts';
import { applyPatch, clashesOf, type Patch } from '../../../engine/protocol/index.ts';
import { blank, shipped, small, types } from './support.ts';

const at = { x: 0, y: 0 };

function freshRenames(...given: Parameters<typeof freshNames>): Renames {
  const renames = freshNames(...given);
  if (!renames) throw new Error('Expected new names');
  return renames;
}

describe('renaming items', () => {
  const taken = [
    ['nodes', 'a'],
    ['parameters', 'a'],
    ['subgraphs', 'a'],
    ['view', 'notes', 'a'],
    ['view', 'groups', 'a'],
  ];
  const renames = freshRenames(taken, (path) => path.at(-1) === 'a' || (path[0] === 'nodes' && path.at(-1) === 'a-2'));

  it('renames every reference in a patch', () => {
    const patch: Patch = [
      {
        path: ['nodes', 'a'],
        value: {
          type: 'subgraph/a',
          inputs: {
            one: { from: 'a.out' },
            list: [{ from: 'b.a' }, { from: 'a.b' }],
            text: 'a',
            each: { each: ['a'] },
          },
        },
        before: 'a',
        create: true,
      },
      { path: ['nodes', 'b', 'inputs', 'a'], value: { from: 'a.a' }, before: 'a' },
      { path: ['nodes', 'a', 'inputs', 'list'], value: [{ from: 'a.out' }, 'a'] },
      { path: ['nodes', 'a', 'type'], value: 'subgraph/a' },
      { path: ['parameters', 'a'], value: { sets: ['a.a', 'b.a'], title: 'a' }, create: true },
      { path: ['parameters', 'b', 'sets'], value: ['a.x'] },
      {
        path: ['subgraphs', 'a'],
        value: { nodes: { a: { type: 'subgraph/a', inputs: { a: { from: 'a.x' } } } } },
        create: true,
      },
      { path: ['view', 'nodes', 'a', 'x'], value: 1 },
      { path: ['view', 'notes', 'a', 'text'], value: 'a' },
      { path: ['view', 'groups', 'a', 'nodes'], value: ['a', 'b'] },
      { path: ['view', 'groups'], value: { a: { title: 'a', nodes: ['a'] } } },
      { path: ['nodes', 'a'] },
      { path: ['name'], value: 'a' },
    ];
    expect(renamedPatch(patch, renames)).toEqual([
      {
        path: ['nodes', 'a-3'],
        value: {
          type: 'subgraph/a-2',
          inputs: {
            one: { from: 'a-3.out' },
            list: [{ from: 'b.a' }, { from: 'a-3.b' }],
            text: 'a',
            each: { each: ['a'] },
          },
        },
        before: 'a-3',
        create: true,
      },
      { path: ['nodes', 'b', 'inputs', 'a'], value: { from: 'a-3.a' }, before: 'a' },
      { path: ['nodes', 'a-3', 'inputs', 'list'], value: [{ from: 'a-3.out' }, 'a'] },
      { path: ['nodes', 'a-3', 'type'], value: 'subgraph/a-2' },
      { path: ['parameters', 'a-2'], value: { sets: ['a-3.a', 'b.a'], title: 'a' }, create: true },
      { path: ['parameters', 'b', 'sets'], value: ['a-3.x'] },
      {
        path: ['subgraphs', 'a-2'],
        value: { nodes: { a: { type: 'subgraph/a-2', inputs: { a: { from: 'a.x' } } } } },
        create: true,
      },
      { path: ['view', 'nodes', 'a-3', 'x'], value: 1 },
      { path: ['view', 'notes', 'a-2', 'text'], value: 'a' },
      { path: ['view', 'groups', 'a-2', 'nodes'], value: ['a-3', 'b'] },
      { path: ['view', 'groups'], value: { 'a-2': { title: 'a', nodes: ['a-3'] } } },
      { path: ['nodes', 'a-3'] },
      { path: ['name'], value: 'a' },
    ]);
  });

  it('renames keys of selected items', () => {
    expect(
      ['a', 'b', 'note:a', 'group:a', 'wire:a.a', 'wire:b.a#1', 'wire:a.list#2'].map((key) => renamedKey(key, renames)),
    ).toEqual(['a-3', 'b', 'note:a-2', 'group:a-2', 'wire:a-3.a', 'wire:b.a#1', 'wire:a-3.list#2']);
  });

  it.each(shipped)('leaves %s as it is when no item of it is renamed', (_name, workflow) => {
    const none = freshRenames([['nodes', 'nobody']], (path) => path.at(-1) === 'nobody');
    const patch = Object.entries(workflow).map(([name, value]) => ({ path: [name], value }));
    expect(renamedPatch(patch, none)).toEqual(patch);
  });
});

describe('a document whose new item has a taken name', () => {
  function tab(): { readonly document: Document; readonly sent: Edit[]; readonly names: string[] } {
    const sent: Edit[] = [];
    const document = new Document({ id: 'd', workflow: small, send: (edit) => sent.push(edit) });
    const names: string[] = [];
    document.onRename((rename) => names.push(rename('denoise')));
    return { document, sent, names };
  }
  const theirs: Edit = {
    edit: 'theirs',
    patch: addNode(small, types, { type: 'denoise', at, inputs: { seed: 1 } }).patch,
  };

  /** A tab that added and grouped a node, was told that its name is taken, and then heard of the other node. */
  function evadingTab(): ReturnType<typeof tab> {
    const made = tab();
    const { document } = made;
    document.do(addNode(document.workflow.peek(), types, { type: 'denoise', at, inputs: { seed: 2 } }));
    document.do(groupItems(document.workflow.peek(), ['denoise', 'size'], 'Mine'));
    const [edit] = document.pending.peek();
    document.giveWay(edit?.edit ?? '', [['nodes', 'denoise']]);
    document.confirm(theirs);
    return made;
  }

  it('gives it a free name, in its own edits and for listeners', () => {
    const { document, names } = evadingTab();
    const [edit] = document.pending.peek();
    // The answer to an earlier try changes nothing.
    document.giveWay(edit?.edit ?? '', [['nodes', 'denoise']]);
    expect(names).toEqual(['denoise-2']);
    const { nodes, view } = document.workflow.peek();
    expect([nodes['denoise']?.inputs, nodes['denoise-2']?.inputs, view?.groups?.['group-2']?.nodes]).toEqual([
      { seed: 1 },
      { seed: 2 },
      ['denoise-2', 'size'],
    ]);
  });

  it('undoes and redoes the renamed item, and leaves the other alone', () => {
    const { document } = evadingTab();
    document.undo();
    document.undo();
    expect(Object.keys(document.workflow.peek().nodes)).toEqual([...Object.keys(small.nodes), 'denoise']);
    document.redo();
    expect(document.workflow.peek().nodes['denoise-2']?.inputs).toEqual({ seed: 2 });
  });

  it('evades as soon as the other item is confirmed, and adopts the name under which the server made its edit', () => {
    const { document, names } = tab();
    document.do(addNode(document.workflow.peek(), types, { type: 'denoise', at, inputs: { seed: 2 } }));
    const [own] = document.pending.peek();
    document.confirm(theirs);
    expect(document.workflow.peek().nodes['denoise-2']?.inputs).toEqual({ seed: 2 });
    document.confirm({ edit: 'gone', patch: [{ path: ['nodes', 'denoise'] }] });
    if (own) document.confirm(own);
    expect(document.workflow.peek().nodes['denoise']?.inputs).toEqual({ seed: 2 });
    expect([document.pending.peek(), Object.keys(document.workflow.peek().nodes).length, names]).toEqual([
      [],
      Object.keys(small.nodes).length + 1,
      ['denoise-2', expect.any(String)],
    ]);
    document.undo();
    expect(document.workflow.peek().nodes['denoise']).toBeUndefined();
  });

  it('restores a removed item under its name, which no new item gets', () => {
    const { document } = tab();
    document.do({ name: 'Remove', patch: [{ path: ['nodes', 'save'] }] });
    document.confirm(document.pending.peek()[0] ?? theirs);
    document.undo();
    expect(document.workflow.peek().nodes['save']).toEqual(small.nodes['save']);
    document.redo();
    for (const edit of document.pending.peek()) document.confirm(edit);
    document.do(addNode(document.workflow.peek(), types, { type: 'nodes/save', at }));
    expect(document.workflow.peek().nodes['save-2']?.type).toBe('nodes/save');
    document.undo();
    document.undo();
    expect(document.workflow.peek().nodes).toEqual(small.nodes);
  });

  it('gives nothing new the name of what was gone before it was opened', () => {
    const document = new Document({
      id: 'd',
      workflow: small,
      used: ['nodes/denoise', 'view/notes/note-2', 'view/groups/group-2'],
      send: () => undefined,
    });
    expect(document.do(addNode(small, types, { type: 'denoise', at }))).toEqual(['denoise-2']);
    expect(document.do(addNote(document.workflow.peek(), at))).toEqual(['note:note-3']);
    expect(document.do(groupItems(document.workflow.peek(), ['size'], 'Mine'))).toEqual(['group:group-3']);
    document.reset(small, ['nodes/denoise-2']);
    expect(document.workflow.peek().nodes['denoise-3']?.type).toBe('denoise');
    // Items from a file or a run keep their names, and count as new only when no item had that name.
    document.do(
      replaceWorkflow(
        document.workflow.peek(),
        { ...small, nodes: { ...small.nodes, 'denoise-2': { type: 'denoise' }, 'mine': { type: 'denoise' } } },
        'Restore',
      ),
    );
    expect(
      document.pending
        .peek()
        .at(-1)
        ?.patch.filter(({ create }) => create)
        .map(({ path, create }) => [path.at(-1), create]),
    ).toEqual([
      ['denoise-2', 'again'],
      ['mine', true],
    ]);
  });

  it('does not restore an item that another tab has restored', () => {
    const { document } = tab();
    document.do(removeItems(small, types, ['save', 'note:note', 'group:group']));
    document.confirm(document.pending.peek()[0] ?? theirs);
    document.undo();
    const [undo] = document.pending.peek();
    document.confirm({ edit: 'their undo', patch: undo?.patch ?? [] });
    document.confirm({
      edit: 'their edits',
      patch: [
        ...moveItems(small, { save: { x: 7, y: 8 } }).patch,
        { path: ['view', 'notes', 'note', 'text'], value: 'Theirs' },
      ],
    });
    const theirWorkflow = document.workflow.peek();
    expect([theirWorkflow.view?.nodes?.['save'], theirWorkflow.view?.notes?.['note']?.text]).toEqual([
      { x: 7, y: 8 },
      'Theirs',
    ]);
    if (undo) document.confirm(undo);
    expect([document.workflow.peek(), document.pending.peek()]).toEqual([theirWorkflow, []]);
  });

  it('clashes on the server only by creations', () => {
    const both = applyPatch(small, theirs.patch);
    expect(clashesOf(both, theirs.patch)).toEqual([['nodes', 'denoise']]);
    expect(clashesOf(both, [{ path: ['nodes', 'denoise'] }, ...theirs.patch])).toEqual([['nodes', 'denoise']]);
    expect(clashesOf(small, theirs.patch, new Set(['nodes/denoise']))).toEqual([['nodes', 'denoise']]);
    expect(
      clashesOf(
        both,
        theirs.patch.map((change) => (change.create ? { ...change, create: 'again' as const } : change)),
        new Set(['nodes/denoise']),
      ),
    ).toEqual([]);
    expect(clashesOf(both, [{ path: ['nodes', 'denoise'], value: { type: 'x' } }])).toEqual([]);
    expect(clashesOf(blank(), pasteItems(blank(), types, JSON.stringify(small), at)?.patch ?? [])).toEqual([]);
    expect(() => clashesOf(both, [{ path: ['name'], value: 'x', create: true }])).toThrow(TypeError);
    expect(() => applyPatch(both, [{ path: ['view', 'nodes', 'x'], value: { ...at }, create: true }])).toThrow(
      TypeError,
    );
    expect(() => applyPatch(both, [{ path: ['nodes', 'x'], create: true }])).toThrow(TypeError);
  });
});
