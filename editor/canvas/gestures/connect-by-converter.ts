/**
 * Connects two sockets of different types through a node that converts one into the other, in one step of the history.
 */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/command.ts';
import { addNode } from '../../document/commands/nodes.ts';
import { withRoomInWire } from '../../document/commands/with-room.ts';
import { connect, disconnect } from '../../document/commands/wires.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { orderEnds } from '../../document/graph/connect.ts';
import { fittingSocket } from '../../document/graph/fitting-types.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { NODE, nodeGeometry } from '../../document/layout/geometry.ts';
import { chain } from '../chain-commands.ts';

/**
 * @param converter node type that is put in between.
 * @param taken id of the wire whose end was taken off; it is removed.
 */
export function convert(
  workflow: Workflow,
  types: NodeTypes,
  from: WireEnd,
  to: WireEnd,
  converter: string,
  taken: string | undefined,
): Command | undefined {
  const ends = orderEnds(from, to);
  const source = ends && nodeGeometry(workflow, types, ends.output.node);
  const target = ends && nodeGeometry(workflow, types, ends.input.node);
  if (!ends || !source || !target) return undefined;
  const at = { x: (source.x + source.width + target.x) / 2 - NODE.width / 2, y: (source.y + target.y) / 2 };
  let added: string | undefined;
  const command = chain(workflow, [
    (now) => {
      const adding = addNode(now, types, { type: converter, at, from: ends.output });
      added = adding.select?.[0];
      return adding;
    },
    (now) => {
      const name = fittingSocket(now, types, converter, ends.input)?.socket;
      if (added === undefined || name === undefined) return undefined;
      return connect(now, types, { node: added, side: 'output', name }, ends.input);
    },
    (now) => (taken === undefined ? undefined : disconnect(now, [taken])),
  ]);
  return added === undefined ? command : withRoomInWire(workflow, types, command, added);
}
