/** The sockets a loose wire can be connected to. */
import { canConnect, socketOf } from '../../../engine/protocol/index.ts';
import { connectionVerdict, type Verdict } from '../../document/graph/connect.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketName } from '../../document/graph/socket-names.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import { downstream, upstream } from '../../document/graph/walk.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';

export type FitTest = (node: SceneNode, side: WireEnd['side'], name: string) => boolean;

/**
 * A quick test by types and cycles for every socket of the graph: the graph is walked once, not for each socket.
 * {@link connectionVerdict} has the last word.
 */
export function fitTest(scene: Scene, end: WireEnd): FitTest {
  const { workflow, types } = scene;
  if (!workflow) return () => false;
  // A wire to one of these nodes would make a cycle.
  const barred = end.side === 'output' ? upstream(workflow, [end.node]) : downstream(workflow, [end.node]);
  const type = socketType(workflow, types, end);
  return (node, side, name) => {
    if (side === end.side || barred.has(node.id)) return false;
    if (side === 'input') return canConnect(type, inputTypeOf(scene, node, name));
    return canConnect(socketType(workflow, types, { node: node.id, side, name }), type);
  };
}

function inputTypeOf({ workflow, types }: Scene, node: SceneNode, name: string): string {
  const input = node.shape.inputs[name];
  const declared = input ? socketOf(input) : 'any';
  if (declared !== 'any' || !workflow) return declared;
  return socketType(workflow, types, { node: node.id, side: 'input', name });
}

type Refusal = Verdict & { readonly ok: false };

export type Target =
  | { readonly end: WireEnd; readonly verdict: Verdict }
  /** A node without a socket for the wire. */
  | { readonly node: string; readonly verdict: Refusal };

/** A socket of a node, and what connecting it would do. */
interface Candidate {
  readonly end: WireEnd;
  readonly verdict: Verdict;
  /** The lower the better. From {@link UNFIT} on there is nothing to connect. */
  readonly rank: number;
}

/** Ranks of sockets that refuse the wire. */
const SAME_TYPE_REFUSED = 8;
const CONVERTIBLE = 9;
const UNFIT = 10;

/** The socket that a wire dropped on the body of a node goes to: a free one of the same type where there is one. */
export function targetIn(scene: Scene, from: WireEnd, id: string): Target | undefined {
  const node = scene.nodes.get(id);
  if (!node || id === from.node) return undefined;
  const candidates = candidatesOf(scene, from, node);
  const best = candidates.toSorted((a, b) => a.rank - b.rank)[0];
  if (best && best.rank < UNFIT) return { end: best.end, verdict: best.verdict };
  const onlyRefusal = candidates.length === 1 && best && !best.verdict.ok ? best.verdict.reason : undefined;
  return { node: id, verdict: { ok: false, reason: onlyRefusal ?? nothingFits(scene, from, node) } };
}

function candidatesOf(scene: Scene, from: WireEnd, node: SceneNode): readonly Candidate[] {
  const { workflow, types } = scene;
  if (!workflow) return [];
  const side = from.side === 'output' ? 'input' : 'output';
  const type = socketType(workflow, types, from);
  return Object.keys(side === 'input' ? node.shape.inputs : node.shape.outputs).map((name) => {
    const end: WireEnd = { node: node.id, side, name };
    const verdict = connectionVerdict(workflow, types, from, end);
    const isSameType = socketType(workflow, types, end) === type;
    const isPureSocket = node.shape.inputs[name]?.kind === 'socket';
    return { end, verdict, rank: rankOf(verdict, isSameType, isPureSocket) };
  });
}

/** Ranks a free socket before one that replaces a wire, then an equal type, then a socket that takes no literal. */
function rankOf(verdict: Verdict, isSameType: boolean, isPureSocket: boolean): number {
  if (verdict.ok) return (verdict.replaces === undefined ? 0 : 4) + (isSameType ? 0 : 2) + (isPureSocket ? 0 : 1);
  if (isSameType) return SAME_TYPE_REFUSED;
  return verdict.converter === undefined ? UNFIT : CONVERTIBLE;
}

function nothingFits({ workflow, types }: Scene, from: WireEnd, node: SceneNode): string {
  const name = socketName(workflow ? socketType(workflow, types, from) : 'any');
  return `${node.title} has nothing that ${from.side === 'output' ? 'takes' : 'gives'} ${name}.`;
}
