/**
 * Two sockets that do not go together, with the node between them that turns one type into the other: one step of the
 * history.
 */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { addNode } from '../../document/commands/nodes.ts';
import { connect, disconnect } from '../../document/commands/wires.ts';
import { orderEnds } from '../../document/graph/connect.ts';
import { fittingSocket } from '../../document/graph/fitting-types.ts';
import type { Command } from '../../document/command.ts';
import { NODE, nodeGeometry } from '../../document/layout/geometry.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { chain } from '../chain-commands.ts';

/** @param taken the wire whose end was taken off, if it is one's. */
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
  let id: string | undefined;
  return chain(workflow, [
    (now) => {
      const command = addNode(now, types, { type: converter, at, from: ends.output });
      id = command.select?.[0];
      return command;
    },
    (now) => {
      const socket = fittingSocket(now, types, converter, ends.input)?.socket;
      return id === undefined || socket === undefined
        ? undefined
        : connect(now, types, { node: id, side: 'output', name: socket }, ends.input);
    },
    (now) => (taken === undefined ? undefined : disconnect(now, [taken])),
  ]);
}
