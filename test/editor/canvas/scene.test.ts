/** The scene follows the document, and finds what is under a point. */
import { describe, expect, it } from 'vitest';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import { itemAt, nodeAt, socketAt, wireAt } from '../../../editor/canvas/scene/hit.ts';
import { pointOn } from '../../../editor/canvas/scene/curve.ts';
import { connect, moveItems } from '../../../editor/document/commands/index.ts';
import { groupBox, NODE, nodeGeometry } from '../../../editor/document/layout/geometry.ts';
import { resultRoom } from '../../../editor/document/layout/result-room.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import { after, shipped, small, types } from '../document/support.ts';

function sceneOf(workflow: typeof small): Scene {
  const scene = new Scene();
  scene.update(workflow, types);
  return scene;
}

describe('the scene', () => {
  it('keeps the objects of nodes that an edit does not change', () => {
    const scene = sceneOf(small);
    const before = new Map(scene.nodes);
    const moved = { ...small, view: { ...small.view, nodes: { ...small.view?.nodes, save: { x: 1400, y: 8 } } } };
    expect(scene.update(moved, types)).toEqual({ changed: ['save'], removed: [] });
    expect(scene.update(moved, types)).toEqual({ changed: [], removed: [] });
    for (const [id, node] of before) expect(scene.nodes.get(id) === node).toBe(id !== 'save');
  });

  it('reports removed nodes and drops their wires', () => {
    const scene = sceneOf(small);
    const nodes = Object.fromEntries(Object.entries(small.nodes).filter(([id]) => id !== 'save'));
    expect(scene.update({ ...small, nodes }, types).removed).toEqual(['save']);
    expect(scene.geometry('save')).toBeUndefined();
    expect(scene.wires.some(({ to }) => to.node === 'save')).toBe(false);
  });

  it.each(shipped)('places nodes, wires and groups of %s where the geometry does', (_name, workflow) => {
    const scene = sceneOf(workflow);
    for (const id of Object.keys(workflow.nodes)) expect(scene.geometry(id)).toEqual(nodeGeometry(workflow, types, id));
    expect(scene.wires.map(({ id }) => id)).toEqual(wiresOf(workflow).map(({ id }) => id));
    for (const wire of scene.wires) {
      expect(scene.ends(wire)).toEqual({
        from: scene.geometry(wire.from.node)?.outputs[wire.from.output],
        to: scene.geometry(wire.to.node)?.inputs[wire.to.input],
      });
    }
    for (const [id] of scene.groups()) expect(scene.groupBox(id)).toEqual(groupBox(workflow, types, id));
  });

  it('gives a wire behind a reroute the type it carries', () => {
    expect(sceneOf(small).wires.find(({ from }) => from.node === 'bend')?.type).toBe('latent');
  });

  it('shows drafts in nodes, notes and groups until they are cleared', () => {
    const scene = sceneOf(small);
    const [before, frame] = [scene.geometry('save'), scene.groupBox('group')];
    scene.drafts = new Map([
      ['save', { x: 2000, y: 300 }],
      ['note:note', { x: 5, y: 6 }],
    ]);
    const wanted = after(small, moveItems(small, { save: { x: 2000, y: 300 } }));
    expect(scene.geometry('save')).toEqual(nodeGeometry(wanted, types, 'save'));
    expect(scene.groupBox('group')).toEqual(groupBox(wanted, types, 'group'));
    expect(scene.noteBox('note')).toMatchObject({ x: 5, y: 6 });
    scene.clearDrafts();
    expect(scene.geometry('save')).toEqual(before);
    expect(scene.groupBox('group')).toEqual(frame);
  });

  it('makes a node higher when a run made more than there is room for', () => {
    const scene = sceneOf(small);
    const before = scene.geometry('save')?.height ?? 0;
    const more = resultRoom(small, types, 'save', NODE.width) + 100;
    expect(scene.setPictureHeight('save', more)).toBe(true);
    expect(scene.setPictureHeight('save', more)).toBe(false);
    expect(scene.geometry('save')?.height).toBe(before + 100);
    scene.update(
      after(
        small,
        connect(
          small,
          types,
          { node: 'decode', side: 'output', name: 'image' },
          { node: 'save', side: 'input', name: 'image' },
        ),
      ),
      types,
    );
    expect(scene.geometry('save')?.height).toBe(before + 100);
  });
});

describe('hit tests', () => {
  const scene = sceneOf(small);

  it('find nodes and notes, and nothing elsewhere', () => {
    expect(nodeAt(scene, { x: 10, y: 10 })).toBe('checkpoint');
    expect(itemAt(scene, { x: 10, y: 410 })).toBe('note:note');
    expect(itemAt(scene, { x: -500, y: -500 })).toBeUndefined();
  });

  it('find every socket within reach, and none beyond it', () => {
    for (const id of scene.nodes.keys()) {
      for (const side of ['input', 'output'] as const) {
        for (const [name, { x, y }] of Object.entries(
          scene.geometry(id)?.[side === 'input' ? 'inputs' : 'outputs'] ?? {},
        )) {
          expect(socketAt(scene, { x: x + 2, y: y - 2 }, 8, side)).toEqual({ node: id, side, name });
        }
      }
    }
    expect(socketAt(scene, { x: 130, y: 10 }, 8)).toBeUndefined();
  });

  it('find a wire along its whole curve', () => {
    const wire = scene.wires.find(({ to }) => to.node === 'save');
    const ends = wire && scene.ends(wire);
    for (const t of [0.1, 0.5, 0.9])
      expect(ends && wireAt(scene, pointOn(ends.from, ends.to, t), 6)?.id).toBe('save.image');
    expect(wireAt(scene, { x: 600, y: 900 }, 6)).toBeUndefined();
  });
});
