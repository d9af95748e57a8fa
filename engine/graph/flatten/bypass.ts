/** Values that a bypassed node passes on: for each output, the value of the input that takes its place. */
import { type GraphNode, type Link, readEach, readLink } from '../graph.ts';
import { FLOAT, INT } from '../socket.ts';
import { readLinkList } from './flat-node.ts';
import { type Followed, follower } from './follow.ts';
import type { Signature, SignatureInput, SignatureOf } from './signature.ts';

/** Follows links through bypassed nodes. */
export function aroundBypassed(
  nodes: ReadonlyMap<string, GraphNode>,
  signatureOf: SignatureOf,
): (from: Link) => Followed {
  return follower((id, output) => {
    const node = nodes.get(id);
    return node?.mode === 'bypass' ? passedOn(node, output, signatureOf(node.type)) : undefined;
  });
}

/**
 * The values of the input that takes the place of an output: of those of the output's type, the one the node would
 * compute first, then a linked one, then one with a literal. Empty when there is none.
 */
function passedOn(node: GraphNode, output: string, signature: Signature | undefined): readonly unknown[] {
  const type = signature?.outputs.get(output);
  if (!signature || type === undefined) return [];
  const chosen = demanded(node, signature);
  const rank = (input: SignatureInput): number => {
    const { name, socket } = input;
    return (chosen.includes(name) ? 0 : 4) + (isLinked(node.inputs?.[name]) ? 0 : 2) + (socket === type ? 0 : 1);
  };
  const [first] = signature.inputs
    .filter((input) => fits(input.socket, type) && canPass(input, valueOf(node, input)))
    .toSorted((a, b) => rank(a) - rank(b));
  if (!first) return [];
  const value = valueOf(node, first);
  return first.list && Array.isArray(value) ? value : [value];
}

/** The lazy inputs a node asks for, such as a branch of a switch; none while that depends on a link. */
function demanded(node: GraphNode, { inputs, definition }: Signature): readonly string[] {
  if (!definition?.demand) return [];
  const literals: Record<string, unknown> = {};
  for (const input of inputs) {
    if (definition.inputs[input.name]?.lazy) continue;
    const value = valueOf(node, input);
    if (isLinked(value) || readEach(value)) return [];
    literals[input.name] = value;
  }
  return definition.demand(literals);
}

function canPass({ isValue }: SignatureInput, value: unknown): boolean {
  return value !== undefined && (isValue || isLinked(value));
}

function valueOf({ inputs }: GraphNode, { name, fallback }: SignatureInput): unknown {
  return inputs?.[name] ?? fallback;
}

function isLinked(value: unknown): boolean {
  return readLink(value) !== undefined || readLinkList(value) !== undefined;
}

/** Whether a value of one type is one of another. An input of any type may hold anything, so it fits no other type. */
function fits(from: string, to: string): boolean {
  return from === to || (from === INT.name && to === FLOAT.name);
}
