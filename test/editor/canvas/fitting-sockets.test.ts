/** Which sockets light up for a loose wire, and which one the body of a node offers. */
import { describe, expect, it } from 'vitest';
import { fitTest, targetIn } from '../../../editor/canvas/gestures/fitting-sockets.ts';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import { connectionVerdict } from '../../../editor/document/graph/connect.ts';
import type { WireEnd } from '../../../editor/document/graph/links.ts';
import { shipped, small, types } from '../document/support.ts';

function ends(scene: Scene): WireEnd[] {
  return [...scene.nodes.values()].flatMap((node) => [
    ...Object.keys(node.shape.outputs).map((name): WireEnd => ({ node: node.id, side: 'output', name })),
    ...Object.keys(node.shape.inputs).map((name): WireEnd => ({ node: node.id, side: 'input', name })),
  ]);
}

describe('fitTest', () => {
  it.each([...shipped.slice(0, 4), ['small', small] as const])(
    'accepts exactly the sockets that can be connected: %s',
    (_name, workflow) => {
      const scene = new Scene();
      scene.update(workflow, types);
      const all = ends(scene);
      for (const from of all.filter((_, index) => index % 5 === 0)) {
        const fits = fitTest(scene, from);
        for (const to of all) {
          const node = scene.nodes.get(to.node);
          const verdict = connectionVerdict(workflow, types, from, to);
          const can = verdict.ok || verdict.reason === 'They are connected already.';
          expect(node && fits(node, to.side, to.name), `${from.node}.${from.name} to ${to.node}.${to.name}`).toBe(can);
        }
      }
    },
  );
});

describe('a wire dropped on the body of a node', () => {
  const scene = new Scene();
  scene.update(small, types);

  it('names the missing type when no socket fits', () => {
    expect(targetIn(scene, { node: 'checkpoint', side: 'output', name: 'scheduler' }, 'decode')?.verdict).toEqual({
      ok: false,
      reason: 'Decode latent has nothing that takes a scheduler.',
    });
  });

  it('says that the only socket is connected already', () => {
    expect(targetIn(scene, { node: 'sheet', side: 'output', name: 'image' }, 'save')?.verdict).toEqual({
      ok: false,
      reason: 'They are connected already.',
    });
  });

  it('has no target on the node it comes from', () => {
    expect(targetIn(scene, { node: 'sheet', side: 'output', name: 'image' }, 'sheet')).toBeUndefined();
  });
});
