// @vitest-environment happy-dom
/** Rete mirrors the document and holds the elements in view. */
import { NodeEditor } from 'rete';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReteMirror } from '../../../editor/canvas/view/rete.ts';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import { connect, removeItems } from '../../../editor/document/commands/index.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { shippedWorkflow, small, types } from '../document/support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Rete behind the canvas', () => {
  it('mirrors the nodes and wires of the document after every change', async () => {
    const added = vi.spyOn(NodeEditor.prototype, 'addNode');
    const container = document.createElement('div');
    const mirror = new ReteMirror(container);
    const scene = new Scene();
    const show = async (workflow: Workflow): Promise<void> => {
      scene.update(workflow, types);
      mirror.mirror(scene.nodes, scene.wires);
      await vi.waitFor(() => {
        const rete = added.mock.contexts[0] as
          | NodeEditor<{ Node: { id: string }; Connection: { id: string; source: string; target: string } }>
          | undefined;
        expect(
          rete
            ?.getNodes()
            .map(({ id }) => id)
            .toSorted(),
        ).toEqual(Object.keys(workflow.nodes).toSorted());
        const links = (all: readonly (readonly [string, string, string])[]): string[] =>
          all.map((each) => each.join(' ')).toSorted();
        expect(
          links(rete?.getConnections().map(({ id, source, target }) => [id, source, target] as const) ?? []),
        ).toEqual(links(wiresOf(workflow).map(({ id, from, to }) => [id, from.node, to.node] as const)));
      });
    };
    await show(small);
    await show(
      applyPatch(
        small,
        connect(
          small,
          types,
          { node: 'decode', side: 'output', name: 'image' },
          { node: 'save', side: 'input', name: 'image' },
        ).patch,
      ),
    );
    await show(applyPatch(small, removeItems(small, types, ['bend', 'sheet'], { heal: true }).patch));
    await show(shippedWorkflow('edit-several'));
    await show({ ...small, nodes: {} });
    await show(small);
    expect(mirror.holder.children).toHaveLength(0);
  });

  it('places the elements of shown nodes, and moves and zooms in one step', async () => {
    const container = document.createElement('div');
    const mirror = new ReteMirror(container);
    const scene = new Scene();
    scene.update(small, types);
    const node = scene.nodes.get('save');
    const shell = node && mirror.show(node);
    mirror.place('save', 12, 34);
    mirror.view({ x: 5, y: 6, k: 2 });
    await vi.waitFor(() => {
      expect(shell?.style.transform).toBe('translate(12px, 34px)');
      expect(mirror.holder.style.transform).toBe('translate(5px, 6px) scale(2)');
    });
    mirror.view({ x: 7, y: 6, k: 2 });
    await vi.waitFor(() => expect(mirror.holder.style.transform).toBe('translate(7px, 6px) scale(2)'));
    mirror.hide('save');
    expect(mirror.holder.children).toHaveLength(0);
    mirror.destroy();
  });
});
