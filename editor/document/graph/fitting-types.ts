/** Node types that the loose end of a wire can go to, and the socket it would use. */
import { canConnect, type InputDefinition, socketOf, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';
import type { WireEnd } from './links.ts';
import { askedOfOutput, askedTypes, givenType } from './socket-types.ts';

export interface FittingSocket {
  readonly socket: string;
  /** Whether the types are equal, not only compatible. */
  readonly exact: boolean;
}

export interface FittingType extends FittingSocket {
  readonly type: string;
}

/** Node types with a socket for a loose end: those of an equal type first, each in the order of the catalogue. */
export function fittingTypes(workflow: Workflow, types: NodeTypes, end: WireEnd): readonly FittingType[] {
  const found = [...types.values()].flatMap(({ type }) => {
    const fit = fittingSocket(workflow, types, type, end);
    return fit ? [{ type, ...fit }] : [];
  });
  return found.toSorted((a, b) => Number(b.exact) - Number(a.exact));
}

/** The best socket of a node type for a wire end: an equal type first, then a socket that must be connected. */
export function fittingSocket(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  end: WireEnd,
): FittingSocket | undefined {
  return end.side === 'output' ? fittingInput(workflow, types, type, end) : fittingOutput(workflow, types, type, end);
}

function fittingInput(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  { node, name }: WireEnd,
): FittingSocket | undefined {
  const given = givenType(workflow, types, node, name) ?? askedOfOutput(workflow, types, node, name)[0] ?? 'any';
  const inputs = Object.entries(shapeOf(workflow, types, type).inputs);
  const [best] = inputs
    .filter(([, input]) => canConnect(given, socketOf(input)))
    .toSorted(([, a], [, b]) => inputRank(a, given) - inputRank(b, given));
  if (!best) return undefined;
  const [socket, input] = best;
  return { socket, exact: socketOf(input) === given };
}

/** The lower the better. An equal type outweighs a pure socket, and a pure socket outweighs a required input. */
function inputRank(input: InputDefinition, given: string): number {
  const otherType = socketOf(input) === given ? 0 : 4;
  const literal = input.kind === 'socket' ? 0 : 2;
  const optional = input.optional ? 1 : 0;
  return otherType + literal + optional;
}

function fittingOutput(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  { node, name }: WireEnd,
): FittingSocket | undefined {
  const asked = askedTypes(workflow, types, node, name);
  const outputs = Object.entries(shapeOf(workflow, types, type).outputs).filter(([, { socket }]) =>
    asked.every((each) => canConnect(socket.name, each)),
  );
  const exact = outputs.find(([, { socket }]) => asked.includes(socket.name));
  const best = exact ?? outputs[0];
  return best && { socket: best[0], exact: exact !== undefined };
}
