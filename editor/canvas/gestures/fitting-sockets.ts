/** Which sockets a loose wire can go to. The ways through the graph are followed once, not for each socket. */
import { canConnect, socketOf } from '../../../engine/protocol/index.ts';
import { connectionVerdict, type Verdict } from '../../document/graph/connect.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import { socketName } from '../../document/graph/socket-names.ts';
import { downstream, upstream } from '../../document/graph/walk.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';

/** By type and cycles only; {@link connectionVerdict} has the last word. */
export function fitTest(scene: Scene, end: WireEnd): (node: SceneNode, side: WireEnd['side'], name: string) => boolean {
  const { workflow, types } = scene;
  if (!workflow) return () => false;
  const barred = end.side === 'output' ? upstream(workflow, [end.node]) : downstream(workflow, [end.node]);
  const type = socketType(workflow, types, end);
  return (node, side, name) => {
    if (side === end.side || barred.has(node.id)) return false;
    const other =
      side === 'input' ? inputTypeOf(scene, node, name) : socketType(workflow, types, { node: node.id, side, name });
    return side === 'input' ? canConnect(type, other) : canConnect(other, type);
  };
}

function inputTypeOf({ workflow, types }: Scene, node: SceneNode, name: string): string {
  const input = node.shape.inputs[name];
  const own = input ? socketOf(input) : 'any';
  return own === 'any' && workflow ? socketType(workflow, types, { node: node.id, side: 'input', name }) : own;
}

export type Target =
  | { readonly end: WireEnd; readonly verdict: Verdict }
  /** A node without a socket for it. */
  | { readonly node: string; readonly verdict: Verdict & { readonly ok: false } };

/** The socket of a node a wire dropped on its body goes to: a free one first, of the very type first. */
export function targetIn(scene: Scene, from: WireEnd, id: string): Target | undefined {
  const { workflow, types } = scene;
  const node = scene.nodes.get(id);
  if (!workflow || !node || id === from.node) return undefined;
  const side = from.side === 'output' ? 'input' : 'output';
  const type = socketType(workflow, types, from);
  const verdicts = Object.keys(side === 'input' ? node.shape.inputs : node.shape.outputs).map((name) => {
    const end: WireEnd = { node: id, side, name };
    const verdict = connectionVerdict(workflow, types, from, end);
    const isSame = socketType(workflow, types, end) === type;
    const rank = !verdict.ok
      ? isSame
        ? 8
        : verdict.converter === undefined
          ? 10
          : 9
      : (verdict.replaces === undefined ? 0 : 4) +
        (isSame ? 0 : 2) +
        (node.shape.inputs[name]?.kind === 'socket' ? 0 : 1);
    return { end, verdict, rank };
  });
  const best = verdicts.toSorted((a, b) => a.rank - b.rank)[0];
  if (best && best.rank < 10) return { end: best.end, verdict: best.verdict };
  const reason =
    best && verdicts.length === 1 && !best.verdict.ok
      ? best.verdict.reason
      : `${node.title} has nothing that ${side === 'input' ? `takes ${socketName(type)}` : `gives ${socketName(type)}`}.`;
  return { node: id, verdict: { ok: false, reason } };
}
