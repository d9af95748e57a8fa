/** Which sockets go together, and why others do not. */
import { canConnect, socketOf, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';
import { linksOf, type WireEnd } from './links.ts';
import { socketName } from './socket-names.ts';
import { askedOfOutput, askedTypes, givenType } from './socket-types.ts';
import { inputTitle, nodeTitle } from '../naming/titles.ts';
import { needs } from './walk.ts';

export type Verdict =
  /** `replaces` is the id of the wire that gives way. */
  | { readonly ok: true; readonly replaces?: string | undefined }
  /** `reason` is a sentence; `converter` a node type that makes the one of the other. */
  | { readonly ok: false; readonly reason: string; readonly converter?: string | undefined };

export interface FittingType {
  readonly type: string;
  /** The socket of it the wire would go to. */
  readonly socket: string;
  /** Whether it is of the very type, not only able to take it. */
  readonly exact: boolean;
}

/** The two ends in the order of the wire; undefined for two of one side. */
export function orderEnds(a: WireEnd, b: WireEnd): { readonly output: WireEnd; readonly input: WireEnd } | undefined {
  if (a.side === b.side) return undefined;
  return a.side === 'output' ? { output: a, input: b } : { output: b, input: a };
}

/** Whether a wire between two sockets can be, in either order. */
export function connectionVerdict(workflow: Workflow, types: NodeTypes, from: WireEnd, to: WireEnd): Verdict {
  const ends = orderEnds(from, to);
  if (!ends)
    return {
      ok: false,
      reason:
        from.side === 'output'
          ? 'Both are outputs: a wire goes from an output to an input.'
          : 'Both are inputs: a wire goes from an output to an input.',
    };
  const { output, input } = ends;
  const [source, target] = [workflow.nodes[output.node], workflow.nodes[input.node]];
  if (!source || !target) return { ok: false, reason: 'This node is no longer there.' };
  if (output.node === input.node) return { ok: false, reason: 'A node cannot feed itself.' };
  if (needs(workflow, output.node, input.node, from === output ? 'node' : 'source')) {
    return {
      ok: false,
      reason: `This would make a cycle: ${nodeTitle(workflow, types, output.node)} needs ${nodeTitle(workflow, types, input.node)} already.`,
    };
  }
  const definition = shapeOf(workflow, types, target.type).inputs[input.name];
  const clash = typeClash(workflow, types, output, input);
  if (clash) {
    const reason = `This gives ${socketName(clash.given)}, but ${inputTitle(input.name, definition)} takes ${socketName(clash.asked)}.`;
    return { ok: false, reason, converter: converterBetween(types, clash.given, clash.asked) };
  }
  const wires = linksOf(input.node, input.name, target.inputs?.[input.name]);
  if (wires.some((wire) => wire.from.node === output.node && wire.from.output === output.name))
    return { ok: false, reason: 'They are connected already.' };
  return definition?.list ? { ok: true } : { ok: true, replaces: wires[0]?.id };
}

/** The first pair of types that does not go together, through reroutes on both sides. */
function typeClash(
  workflow: Workflow,
  types: NodeTypes,
  output: WireEnd,
  input: WireEnd,
): { readonly given: string; readonly asked: string } | undefined {
  const asked = askedTypes(workflow, types, input.node, input.name);
  const given = givenType(workflow, types, output.node, output.name);
  if (given !== undefined) {
    const wrong = asked.find((type) => !canConnect(given, type));
    return wrong === undefined ? undefined : { given, asked: wrong };
  }
  // A reroute without a source: what it feeds already says what will come.
  for (const other of askedOfOutput(workflow, types, output.node, output.name)) {
    const wrong = asked.find((type) => !canConnect(other, type) && !canConnect(type, other));
    if (wrong !== undefined) return { given: other, asked: wrong };
  }
  return undefined;
}

const converters = new WeakMap<NodeTypes, Map<string, string | undefined>>();

/** The one node type that takes a type and gives another; undefined when there is none, or more than one. */
export function converterBetween(types: NodeTypes, given: string, asked: string): string | undefined {
  const known = converters.get(types) ?? new Map<string, string | undefined>();
  converters.set(types, known);
  const key = `${given} ${asked}`;
  if (!known.has(key)) known.set(key, findConverter(types, given, asked));
  return known.get(key);
}

function findConverter(types: NodeTypes, given: string, asked: string): string | undefined {
  const found = [...types.values()].filter(({ inputs, outputs }) => {
    const taken = Object.values(inputs)
      .filter(({ kind }) => kind === 'socket')
      .map(socketOf);
    return (
      taken.includes(given) &&
      !taken.includes(asked) &&
      Object.values(outputs).some(({ socket }) => socket.name === asked)
    );
  });
  return found.length === 1 ? found[0]?.type : undefined;
}

/**
 * Node types a loose wire can go to, each with its socket for it: those of the very type first, then the rest, in the order of
 * the catalogue.
 */
export function fittingTypes(workflow: Workflow, types: NodeTypes, end: WireEnd): readonly FittingType[] {
  const found = [...types.values()].flatMap(({ type }) => {
    const fit = fittingSocket(workflow, types, type, end);
    return fit ? [{ type, ...fit }] : [];
  });
  return found.toSorted((a, b) => Number(b.exact) - Number(a.exact));
}

/** The socket of a node type that a wire end goes to: one of the very type first, and one that is needed before one that is not. */
export function fittingSocket(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  end: WireEnd,
): Pick<FittingType, 'socket' | 'exact'> | undefined {
  const { inputs, outputs } = shapeOf(workflow, types, type);
  if (end.side === 'output') {
    const given =
      givenType(workflow, types, end.node, end.name) ?? askedOfOutput(workflow, types, end.node, end.name)[0] ?? 'any';
    const takes = Object.entries(inputs).filter(([, input]) => canConnect(given, socketOf(input)));
    const rank = ([, input]: (typeof takes)[number]): number =>
      (socketOf(input) === given ? 0 : 4) + (input.kind === 'socket' ? 0 : 2) + (input.optional ? 1 : 0);
    const [best] = takes.toSorted((a, b) => rank(a) - rank(b));
    return best && { socket: best[0], exact: socketOf(best[1]) === given };
  }
  const asked = askedTypes(workflow, types, end.node, end.name);
  const gives = Object.entries(outputs).filter(([, { socket }]) =>
    asked.every((each) => canConnect(socket.name, each)),
  );
  const exact = gives.find(([, { socket }]) => asked.includes(socket.name));
  const best = exact ?? gives[0];
  return best && { socket: best[0], exact: exact !== undefined };
}
