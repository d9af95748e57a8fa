/** Commands that add nodes: on the canvas, at the end of a wire, into a wire. */
import type { Change, LinkSource, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { fittingSocket } from '../graph/connect.ts';
import type { Command } from '../document.ts';
import { type Point, REROUTE } from '../layout/geometry.ts';
import { freshId } from '../naming/ids.ts';
import { type Wire, type WireEnd, wiresOf } from '../graph/links.ts';
import { linkTo, mapLinks, withLink } from '../graph/links-in-values.ts';
import { nodeTitle } from '../naming/titles.ts';

export interface NewNode {
  readonly type: string;
  /** Its upper left corner, in canvas pixels. */
  readonly at: Point;
  /** Only what has to be chosen, such as a model: the defaults of the type need not be written. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** The loose end of a wire it was asked for with: connected when a socket fits. */
  readonly from?: WireEnd | undefined;
}

export function addNode(workflow: Workflow, types: NodeTypes, { type, at, inputs = {}, from }: NewNode): Command {
  const id = freshIdFor(workflow, type);
  const socket = from && fittingSocket(workflow, types, type, from)?.socket;
  const shape = shapeOf(workflow, types, type);
  const linked =
    from?.side === 'output' && socket !== undefined
      ? { [socket]: linkInto(shape.inputs[socket]?.list, undefined, { node: from.node, output: from.name }) }
      : {};
  const changes = place(id, type, at, { ...inputs, ...linked });
  if (from?.side === 'input' && socket !== undefined)
    changes.push(...feed(workflow, types, from, { node: id, output: socket }));
  return { name: `Add ${shape.title}`, patch: changes, select: [id] };
}

/** Puts a node into a wire, when it has an input for what comes and an output for what goes on; else it is only added. */
export function insertOnWire(
  workflow: Workflow,
  types: NodeTypes,
  {
    type,
    wire: wireId,
    at,
    inputs = {},
  }: {
    readonly type: string;
    readonly wire: string;
    readonly at: Point;
    readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  },
): Command {
  const wire = wiresOf(workflow).find(({ id }) => id === wireId);
  const sockets = wire && insertionSockets(workflow, types, type, wire);
  if (!wire || !sockets) return addNode(workflow, types, { type, at, inputs });
  const id = freshIdFor(workflow, type);
  const shape = shapeOf(workflow, types, type);
  const changes = place(id, type, at, {
    ...inputs,
    [sockets.input]: linkInto(shape.inputs[sockets.input]?.list, undefined, wire.from),
  });
  changes.push(rewire(workflow, wire, { node: id, output: sockets.output }));
  return { name: `Insert ${shape.title}`, patch: changes, select: [id] };
}

/** The sockets of a node type through which a wire can be led; undefined when it has none. */
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

/** A bend in a wire. @param at the middle of it. */
export function addReroute(workflow: Workflow, types: NodeTypes, wire: string, at: Point): Command {
  const command = insertOnWire(workflow, types, {
    type: REROUTE.type,
    wire,
    at: { x: at.x - REROUTE.width / 2, y: at.y - REROUTE.height / 2 },
  });
  return { ...command, name: 'Add a bend' };
}

export function freshIdFor(workflow: Workflow, type: string): string {
  return freshId(type.replace(/^.*\//, ''), (id) => Object.hasOwn(workflow.nodes, id));
}

function place(id: string, type: string, at: Point, inputs: Readonly<Record<string, unknown>>): Change[] {
  return [
    { path: ['nodes', id], value: { type, ...(Object.keys(inputs).length > 0 ? { inputs } : {}) }, create: true },
    { path: ['view', 'nodes', id], value: { x: Math.round(at.x), y: Math.round(at.y) } },
  ];
}

/** The value of an input with a link: the link, or for an input that takes a list what it has and the link. */
export function linkInto(list: boolean | undefined, value: unknown, source: LinkSource): unknown {
  return list ? withLink(value, source) : linkTo(source);
}

/** Leads an output into an input that is there. */
export function feed(
  workflow: Workflow,
  types: NodeTypes,
  input: Pick<WireEnd, 'node' | 'name'>,
  source: LinkSource,
): Change[] {
  const node = workflow.nodes[input.node];
  if (!node) return [];
  const list = shapeOf(workflow, types, node.type).inputs[input.name]?.list;
  return [
    { path: ['nodes', input.node, 'inputs', input.name], value: linkInto(list, node.inputs?.[input.name], source) },
  ];
}

/** The change that lets a wire come from somewhere else. */
export function rewire(workflow: Workflow, { to }: Wire, source: LinkSource): Change {
  const value = workflow.nodes[to.node]?.inputs?.[to.input];
  return {
    path: ['nodes', to.node, 'inputs', to.input],
    value: mapLinks(value, (from, index) => (to.index === undefined || index === to.index ? source : from)),
  };
}

/** For names of commands: what a wire joins. */
export function wireTitle(workflow: Workflow, types: NodeTypes, from: string, to: string): string {
  return `${nodeTitle(workflow, types, from)} to ${nodeTitle(workflow, types, to)}`;
}
