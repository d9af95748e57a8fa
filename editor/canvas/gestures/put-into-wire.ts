/** Puts a node without wires into the wire it is held over. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/command.ts';
import { insertionSockets } from '../../document/commands/nodes.ts';
import { withRoomInWire } from '../../document/commands/with-room.ts';
import { connect, moveWire } from '../../document/commands/wires.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { wiresOf } from '../../document/graph/links.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { chain } from '../chain-commands.ts';
import { REACH } from '../metrics.ts';
import { wireAt } from '../scene/hit.ts';

/** The id of the wire a dragged node would go into; undefined when none fits, or the node has wires. */
export function wireFor({ scene, viewport }: Board, node: string, at: Point): string | undefined {
  const { workflow, types } = scene;
  const type = workflow?.nodes[node]?.type;
  if (!workflow || type === undefined) return undefined;
  if (scene.wires.some(({ from, to }) => from.node === node || to.node === node)) return undefined;
  const wire = wireAt(scene, at, REACH.insertion / viewport().k);
  return wire && insertionSockets(workflow, types, type, wire) ? wire.id : undefined;
}

/** Leads the wire through the node and makes room for it. */
export function putInto(workflow: Workflow, types: NodeTypes, node: string, wireId: string): Command | undefined {
  const wire = wiresOf(workflow).find(({ id }) => id === wireId);
  const sockets = wire && insertionSockets(workflow, types, workflow.nodes[node]?.type ?? '', wire);
  if (!wire || !sockets) return undefined;
  const to = { node: wire.to.node, side: 'input', name: wire.to.input } as const;
  const command = chain(workflow, [
    (now) => moveWire(now, types, wireId, { node, side: 'input', name: sockets.input }),
    (now) => connect(now, types, { node, side: 'output', name: sockets.output }, to),
  ]);
  return withRoomInWire(workflow, types, command, node);
}
