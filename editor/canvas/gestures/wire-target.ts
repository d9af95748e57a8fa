/** The target under the loose end of a wire, and whether the wire can be connected there. */
import { connectionVerdict } from '../../document/graph/connect.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { REACH } from '../metrics.ts';
import { nodeAt, socketAt } from '../scene/hit.ts';
import { type Target, targetIn } from './fitting-sockets.ts';

/** The socket near a point of the canvas, or else a socket of the node under it. */
export function targetAt({ scene, viewport }: Board, from: WireEnd, at: Point): Target | undefined {
  const { workflow, types } = scene;
  if (!workflow) return undefined;
  const reach = REACH.target / viewport().k;
  const side = from.side === 'output' ? 'input' : 'output';
  const socket = socketAt(scene, at, reach, side) ?? socketAt(scene, at, reach / 2);
  if (socket && !isSame(socket, from))
    return { end: socket, verdict: connectionVerdict(workflow, types, from, socket) };
  const node = nodeAt(scene, at);
  return node === undefined ? undefined : targetIn(scene, from, node);
}

function isSame(a: WireEnd, b: WireEnd): boolean {
  return a.node === b.node && a.side === b.side && a.name === b.name;
}

/** Why a wire cannot be connected to a target, with what letting go would do; undefined when it can. */
export function refusalOf({ scene }: Board, { verdict }: Target): string | undefined {
  if (verdict.ok) return undefined;
  const converter = verdict.converter === undefined ? undefined : scene.types.get(verdict.converter);
  return converter ? `${verdict.reason} Let go to put “${converter.title}” in between.` : verdict.reason;
}
