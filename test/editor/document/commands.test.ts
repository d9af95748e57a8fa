/** Commands: what they change, how small their patches are, and their names. */
import { describe, expect, it } from 'vitest';
import * as commands from '../../../editor/document/commands/index.ts';
import { applyPatch, invertPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { formatWorkflow } from '../../../engine/workflow/format.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

const at = { x: 10.4, y: 20.6 };
const output = (node: string, name: string) => ({ node, side: 'output', name }) as const;
const input = (node: string, name: string) => ({ node, side: 'input', name }) as const;

function undone(workflow: Workflow, patch: readonly { readonly path: readonly string[] }[]): string {
  return formatWorkflow(applyPatch(applyPatch(workflow, patch), invertPatch(workflow, patch)));
}

describe('adding a node', () => {
  it('writes the node and its place without defaults, and selects it', () => {
    const command = commands.addNode(blank(), types, { type: 'denoise', at });
    expect(command).toEqual({
      name: 'Add Denoise',
      select: ['denoise'],
      patch: [
        { path: ['nodes', 'denoise'], value: { type: 'denoise' }, create: true },
        { path: ['view', 'nodes', 'denoise'], value: { x: 10, y: 21 } },
      ],
    });
  });

  it('numbers ids of one type', () => {
    const one = after(blank(), commands.addNode(blank(), types, { type: 'denoise', at }));
    const two = after(one, commands.addNode(one, types, { type: 'denoise', at }));
    const three = after(two, commands.addNode(two, types, { type: 'denoise', at }));
    expect(Object.keys(three.nodes)).toEqual(['denoise', 'denoise-2', 'denoise-3']);
  });

  it('connects the loose end of a wire, at either side and into a list', () => {
    const fromOutput = after(
      small,
      commands.addNode(small, types, { type: 'preview-image', at, from: output('decode', 'image') }),
    );
    expect(fromOutput.nodes['preview-image']?.inputs).toEqual({ image: { from: 'decode.image' } });
    const fromInput = after(
      small,
      commands.addNode(small, types, { type: 'denoise', at, from: input('decode', 'latent') }),
    );
    expect(fromInput.nodes['decode']?.inputs?.['latent']).toEqual({ from: 'denoise.latent' });
    const intoList = after(
      small,
      commands.addNode(small, types, { type: 'load-image', at, from: input('sheet', 'images') }),
    );
    expect(intoList.nodes['sheet']?.inputs?.['images']).toEqual([
      { from: 'decode.image' },
      { from: 'load-image.image' },
    ]);
  });

  it('is put into a wire of a list', () => {
    const inserted = after(
      small,
      commands.insertOnWire(small, types, { type: 'add-text', wire: 'sheet.images#0', at }),
    );
    expect(inserted.nodes['sheet']?.inputs?.['images']).toEqual([{ from: 'add-text.image' }]);
    expect(inserted.nodes['add-text']?.inputs).toEqual({ image: { from: 'decode.image' } });
  });

  it('is only added when it does not fit into the wire', () => {
    const added = after(small, commands.insertOnWire(small, types, { type: 'load-image', wire: 'sheet.images#0', at }));
    expect(added.nodes['sheet']).toEqual(small.nodes['sheet']);
    expect(added.nodes['load-image']).toEqual({ type: 'load-image' });
  });

  it('puts a reroute into a wire, with its middle at the place', () => {
    const bent = after(small, commands.addReroute(small, types, 'save.image', { x: 100, y: 100 }));
    expect(bent.nodes['reroute']).toEqual({ type: 'reroute', inputs: { value: { from: 'sheet.image' } } });
    expect(bent.nodes['save']?.inputs).toEqual({ image: { from: 'reroute.value' } });
    expect(bent.view?.nodes?.['reroute']).toEqual({ x: 84, y: 90 });
  });
});

describe('wires', () => {
  it('are drawn from either end, and replace a value', () => {
    const workflow = shippedWorkflow('text-to-image');
    for (const [a, b] of [
      [output('seed', 'value'), input('denoise', 'seed')],
      [input('denoise', 'seed'), output('seed', 'value')],
    ] as const) {
      const command = commands.connect(workflow, types, a, b);
      expect(command.patch).toEqual([{ path: ['nodes', 'denoise', 'inputs', 'seed'], value: { from: 'seed.value' } }]);
      expect(undone(workflow, command.patch)).toBe(formatWorkflow(workflow));
    }
  });

  it('are appended to a list', () => {
    expect(commands.connect(small, types, output('decode', 'image'), input('sheet', 'images')).patch[0]?.value).toEqual(
      [{ from: 'decode.image' }, { from: 'decode.image' }],
    );
  });

  it('are named by the nodes they join, and need two sides', () => {
    expect(commands.connect(small, types, output('checkpoint', 'vae'), input('decode', 'vae')).name).toBe(
      'Connect Load checkpoint to Decode latent',
    );
    expect(commands.connect(small, types, output('a', 'b'), output('c', 'd')).patch).toEqual([]);
  });

  it('are removed one by one, and an empty list with its last one', () => {
    expect(after(small, commands.disconnect(small, ['sheet.images#0'])).nodes['sheet']).toEqual({
      type: 'contact-sheet',
    });
    const two = after(small, commands.connect(small, types, output('save', 'x'), input('sheet', 'images')));
    const one = after(two, commands.disconnect(two, ['sheet.images#0']));
    expect(one.nodes['sheet']?.inputs?.['images']).toEqual([{ from: 'save.x' }]);
    expect(after(two, commands.disconnect(two, ['sheet.images#0', 'sheet.images#1'])).nodes['sheet']).toEqual({
      type: 'contact-sheet',
    });
    expect(commands.disconnect(small, ['save.image']).name).toBe('Disconnect Contact sheet from Save image');
  });

  it('are moved to another input in one step', () => {
    const moved = after(small, commands.moveWire(small, types, 'save.image', input('sheet', 'images')));
    expect(moved.nodes['save']).toEqual({ type: 'save-image' });
    expect(moved.nodes['sheet']?.inputs?.['images']).toEqual([{ from: 'decode.image' }, { from: 'sheet.image' }]);
  });
});

describe('removing', () => {
  it('removes links, places, memberships and parameters of removed nodes', () => {
    const workflow = {
      ...small,
      parameters: { both: { sets: ['sheet.gap', 'save.prefix'] }, one: { sets: ['sheet.columns'] } },
    };
    const left = after(workflow, commands.removeItems(workflow, types, ['sheet']));
    expect(left.nodes['save']).toEqual({ type: 'save-image' });
    expect(left.view?.nodes?.['sheet']).toBeUndefined();
    expect(left.view?.groups?.['group']?.nodes).toEqual(['decode', 'save']);
    expect(left.parameters).toEqual({ both: { sets: ['save.prefix'] } });
  });

  it('joins the wires around a removed reroute', () => {
    expect(after(small, commands.removeItems(small, types, ['bend'])).nodes['decode']?.inputs?.['latent']).toEqual({
      from: 'size.latent',
    });
    expect(after(small, commands.removeItems(small, types, ['size', 'bend'])).nodes['decode']?.inputs).toEqual({
      vae: { from: 'checkpoint.vae' },
    });
  });

  it('joins the wires around another node only when it heals', () => {
    const workflow = after(
      small,
      commands.insertOnWire(small, types, { type: 'add-text', wire: 'sheet.images#0', at }),
    );
    expect(
      after(workflow, commands.removeItems(workflow, types, ['add-text'], { heal: true })).nodes['sheet']?.inputs?.[
        'images'
      ],
    ).toEqual([{ from: 'decode.image' }]);
    expect(after(workflow, commands.removeItems(workflow, types, ['add-text'])).nodes['sheet']).toEqual({
      type: 'contact-sheet',
    });
  });

  it('removes notes, wires and frames, and keeps the nodes of a frame', () => {
    const left = after(small, commands.removeItems(small, types, ['note:note', 'group:group', 'wire:save.image']));
    expect([left.view?.notes, left.view?.groups, left.nodes['save']]).toEqual([
      undefined,
      undefined,
      { type: 'save-image' },
    ]);
    expect(Object.keys(left.nodes)).toEqual(Object.keys(small.nodes));
  });

  it.each([
    [['save'], 'Remove Save image'],
    [['save', 'decode'], 'Remove 2 nodes'],
    [['note:note'], 'Remove a note'],
    [['group:group'], 'Remove group Ends'],
    [['wire:save.image'], 'Remove a wire'],
    [['save', 'note:note'], 'Remove 2 items'],
  ])('names the removal of %j: %s', (keys, name) => {
    expect(commands.removeItems(small, types, keys).name).toBe(name);
  });

  it.each(shipped)('is undone to the same file, for one item and for all of %s', (_name, workflow) => {
    const keys = [...Object.keys(workflow.nodes), ...Object.keys(workflow.view?.notes ?? {}).map((id) => `note:${id}`)];
    const { patch } = commands.removeItems(workflow, types, keys);
    expect(applyPatch(workflow, patch).nodes).toEqual({});
    expect(undone(workflow, patch)).toBe(formatWorkflow(workflow));
    for (const key of keys)
      expect(undone(workflow, commands.removeItems(workflow, types, [key]).patch)).toBe(formatWorkflow(workflow));
  });
});

describe('moving and resizing', () => {
  it('sets only the coordinates that change', () => {
    const command = commands.moveItems(
      small,
      {
        'save': { x: 1360, y: 8.2 },
        'note:note': { x: 5, y: 400 },
        'gone': { x: 1, y: 1 },
        'group:group': { x: 1, y: 1 },
      },
      'drag',
    );
    expect(command.patch).toEqual([
      { path: ['view', 'nodes', 'save', 'y'], value: 8 },
      { path: ['view', 'notes', 'note', 'x'], value: 5 },
    ]);
    expect(command.merge).toBe('drag');
  });

  it('gives a place to a node without one, and undoing removes it', () => {
    const workflow = blank({ a: { type: 'denoise' } });
    const { patch } = commands.moveItems(workflow, { a: { x: 3, y: 4 } });
    expect(patch).toEqual([{ path: ['view', 'nodes', 'a'], value: { x: 3, y: 4 } }]);
    expect(undone(workflow, patch)).toBe(formatWorkflow(workflow));
  });

  it('does not go below the minimum sizes', () => {
    expect(commands.resizeItem(small, 'save', { width: 20 }).patch).toEqual([
      { path: ['view', 'nodes', 'save', 'width'], value: 180 },
    ]);
    expect(
      after(small, commands.resizeItem(small, 'note:note', { width: 1, height: 1 })).view?.notes?.['note'],
    ).toMatchObject({ width: 96, height: 48 });
  });
});

describe('commands on fields', () => {
  it.each([
    [commands.setInput(small, types, 'sheet', 'gap', 4), 'Set gap of Contact sheet'],
    [commands.setInput(small, types, 'decode', 'vae', undefined), 'Reset VAE of Decode latent'],
    [commands.setTitle(small, 'save', '  Keep '), 'Rename Save image to Keep'],
    [commands.setMode(small, ['save', 'sheet'], 'mute'), 'Mute 2 nodes'],
    [commands.toggleMode(small, ['save'], 'bypass'), 'Bypass Save image'],
    [commands.setCollapsed(small, ['save'], true), 'Collapse Save image'],
    [commands.setColour(small, ['save', 'note:note', 'group:group'], 'amber'), 'Colour 3 items amber'],
    [commands.setSeedPolicy(small, 'save', 'seed', 'random'), 'A new seed after each run'],
    [commands.addNote(small, at, 'Hi'), 'Add a note'],
    [commands.setNote(small, 'note', 'Other'), 'Write a note'],
    [commands.groupItems(small, ['checkpoint', 'decode'], 'New'), 'Group 2 nodes'],
    [commands.ungroup(small, ['group']), 'Ungroup Ends'],
    [commands.renameGroup(small, 'group', 'Rest'), 'Rename group to Rest'],
    [commands.setGroupMembers(small, 'group', ['save']), 'Change group Ends'],
    [commands.renameWorkflow(small, ' Mine '), 'Rename to Mine'],
    [commands.exposeInput(small, types, 'sheet', 'gap'), 'Show gap of Contact sheet in the form'],
  ])('%#: have a name, give a valid file, and are undone exactly', (command, name) => {
    expect(command.name).toBe(name);
    expect(command.patch.length).toBeGreaterThan(0);
    after(small, command);
    expect(undone(small, command.patch)).toBe(formatWorkflow(small));
  });

  it('change nothing where the value is set already or the item does not exist', () => {
    const muted = after(small, commands.setMode(small, ['save'], 'mute'));
    expect(after(muted, commands.toggleMode(muted, ['save'], 'mute')).nodes['save']).toEqual(small.nodes['save']);
    for (const { patch } of [
      commands.setMode(muted, ['save', 'note:note'], 'mute'),
      commands.setCollapsed(small, ['save'], false),
      commands.setColour(small, ['wire:save.image'], 'amber'),
      commands.setTitle(small, 'gone', 'x'),
      commands.setInput(small, types, 'gone', 'x', 1),
      commands.setNote(small, 'gone', 'x'),
      commands.renameWorkflow(small, ' '),
      commands.hideParameter(small, 'gone'),
      commands.setSeedPolicy(small, 'save', 'seed', 'fixed'),
    ])
      expect(patch).toEqual([]);
  });

  it('on two inputs of a node commute', () => {
    const [a, b] = [
      commands.setInput(small, types, 'sheet', 'gap', 1),
      commands.setInput(small, types, 'sheet', 'columns', 2),
    ];
    expect(applyPatch(applyPatch(small, a.patch), b.patch)).toEqual(applyPatch(applyPatch(small, b.patch), a.patch));
  });
});

describe('groups', () => {
  it('hold a node once, and are removed with their last node', () => {
    const command = commands.groupItems(small, ['decode', 'sheet', 'save'], 'New');
    expect(after(small, command).view?.groups).toEqual({
      'group-2': { title: 'New', nodes: ['decode', 'sheet', 'save'] },
    });
    expect(command.select).toEqual(['group:group-2']);
    expect(after(small, commands.setGroupMembers(small, 'group', [])).view?.groups).toBeUndefined();
    expect(commands.ungroup(small, ['group']).select).toEqual(['decode', 'sheet', 'save']);
    expect(
      after(small, commands.groupItems(small, ['group:group', 'size'], 'All')).view?.groups?.['group-2']?.nodes,
    ).toEqual(['size', 'decode', 'sheet', 'save']);
  });
});

describe('parameters', () => {
  it('get an id from their input, once for each input', () => {
    const offered = after(small, commands.exposeInput(small, types, 'sheet', 'gap'));
    expect(offered.parameters).toEqual({ gap: { sets: ['sheet.gap'], title: 'Gap' } });
    expect(commands.exposeInput(offered, types, 'sheet', 'gap').patch).toEqual([]);
    expect(
      Object.keys(after(offered, commands.exposeInput(offered, types, 'save', 'prefix', '2nd gap')).parameters ?? {}),
    ).toEqual(['gap', '_2nd-gap']);
    expect(after(offered, commands.hideParameter(offered, 'gap')).parameters).toBeUndefined();
  });
});

describe('replacing a workflow', () => {
  it.each(shipped)('by %s and undoing it gives the same file', (_name, workflow) => {
    for (const other of [small, blank(), shippedWorkflow('edit-in-turns'), shippedWorkflow('grid')]) {
      const { patch } = commands.replaceWorkflow(other, workflow, 'Open');
      expect(applyPatch(other, patch)).toEqual(workflow);
      expect(applyPatch(blank(), commands.replaceWorkflow(blank(), workflow, 'Open').patch)).toEqual(workflow);
      expect(undone(other, patch)).toBe(formatWorkflow(other));
    }
  });

  it('puts added nodes at their places in the file', () => {
    const workflow = shippedWorkflow('text-to-image');
    const less = after(workflow, commands.removeItems(workflow, types, ['checkpoint', 'size', 'save']));
    expect(formatWorkflow(after(less, commands.replaceWorkflow(less, workflow, 'Restore')))).toBe(
      formatWorkflow(workflow),
    );
  });

  it('patches only the differences', () => {
    const workflow = shippedWorkflow('text-to-image');
    const next = after(workflow, commands.setInput(workflow, types, 'denoise', 'seed', 7));
    expect(commands.replaceWorkflow(workflow, next, 'Restore').patch).toEqual([
      { path: ['nodes', 'denoise', 'inputs', 'seed'], value: 7 },
    ]);
  });
});
