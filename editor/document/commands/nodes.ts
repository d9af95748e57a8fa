/** Commands that add nodes: on the canvas, at the loose end of a wire, or into a wire. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { shapeOf, type NodeTypes } from '../graph/catalogue.ts';
import { fittingSocket } from '../graph/fitting-types.ts';
import { type Wire, type WireEnd, wiresOf } from '../graph/links.ts';
import { freePlace } from '../layout/free-place.ts';
import { type Point, REROUTE } from '../layout/geometry.ts';
import { freshId } from '../naming/ids.ts';
import { feed, linkInto, rewire } from './feed.ts';
import { withRoomInWire } from './with-room.ts';

type Inputs = Readonly<Record<string, unknown>>;

export interface NewNode {
  readonly type: string;
  /** Where the upper left corner is wanted, in canvas pixels: the node goes to the nearest free place. */
  readonly at: Point;
  /** Values the type has no default for, such as a model. */
  readonly inputs?: Inputs | undefined;
  /** The loose end of a wire. It is connected when a socket of the new node fits. */
  readonly from?: WireEnd | undefined;
}

export interface InsertedNode extends Omit<NewNode, 'from'> {
  /** The id of the wire the node goes into. */
  readonly wire: string;
}

export function addNode(workflow: Workflow, types: NodeTypes, { type, at, inputs = {}, from }: NewNode): Command {
  const id = freshIdFor(workflow, type);
  const { title, inputs: definitions } = shapeOf(workflow, types, type);
  const place = freePlace(workflow, types, at, type);
  const select = [id];
  const name = t('Add {node}', { node: t(title) });
  const socket = from && fittingSocket(workflow, types, type, from)?.socket;
  if (!from || socket === undefined) return { name, patch: placeNode(id, type, place, inputs), select };
  if (from.side === 'input') {
    const wire = feed(workflow, types, from, { node: id, output: socket });
    return { name, patch: [...placeNode(id, type, place, inputs), ...wire], select };
  }
  const link = linkInto(definitions[socket]?.list, undefined, { node: from.node, output: from.name });
  return { name, patch: placeNode(id, type, place, { ...inputs, [socket]: link }), select };
}

/**
 * Puts a node into a wire when it has an input and an output that fit, and makes room for it; otherwise only adds the
 * node.
 */
export function insertOnWire(workflow: Workflow, types: NodeTypes, node: InsertedNode): Command {
  const id = freshIdFor(workflow, node.type);
  const command = putIntoWire(workflow, types, id, node);
  return command ? withRoomInWire(workflow, types, command, id) : addNode(workflow, types, node);
}

function putIntoWire(
  workflow: Workflow,
  types: NodeTypes,
  id: string,
  { type, wire: wireId, at, inputs = {} }: InsertedNode,
): Command | undefined {
  const wire = wiresOf(workflow).find((each) => each.id === wireId);
  const sockets = wire && insertionSockets(workflow, types, type, wire);
  if (!wire || !sockets) return undefined;
  const shape = shapeOf(workflow, types, type);
  const link = linkInto(shape.inputs[sockets.input]?.list, undefined, wire.from);
  return {
    name: t('Insert {node}', { node: t(shape.title) }),
    patch: [
      ...placeNode(id, type, at, { ...inputs, [sockets.input]: link }),
      rewire(workflow, wire, { node: id, output: sockets.output }),
    ],
    select: [id],
  };
}

/** The sockets of a node type that a wire can be led through; undefined when there are none. */
export function insertionSockets(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  { from, to }: Wire,
): { readonly input: string; readonly output: string } | undefined {
  const input = fittingSocket(workflow, types, type, { node: from.node, side: 'output', name: from.output });
  const output = fittingSocket(workflow, types, type, { node: to.node, side: 'input', name: to.input });
  return input && output && { input: input.socket, output: output.socket };
}

/** Adds a bend to a wire. @param at the middle of the bend, in canvas pixels. */
export function addReroute(workflow: Workflow, types: NodeTypes, wire: string, at: Point): Command {
  const corner = { x: at.x - REROUTE.width / 2, y: at.y - REROUTE.height / 2 };
  const node = { type: REROUTE.type, wire, at: corner };
  const bend = putIntoWire(workflow, types, freshIdFor(workflow, REROUTE.type), node);
  return { ...(bend ?? addNode(workflow, types, node)), name: t('Add a bend') };
}

function freshIdFor(workflow: Workflow, type: string): string {
  return freshId(type.replace(/^.*\//, ''), (id) => Object.hasOwn(workflow.nodes, id));
}

function placeNode(id: string, type: string, at: Point, inputs: Inputs): Change[] {
  const value = { type, ...(Object.keys(inputs).length > 0 ? { inputs } : {}) };
  return [
    { path: ['nodes', id], value, create: true },
    { path: ['view', 'nodes', id], value: { x: Math.round(at.x), y: Math.round(at.y) } },
  ];
}
