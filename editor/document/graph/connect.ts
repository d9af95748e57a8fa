/** Which sockets can be connected, and why others cannot. */
import { canConnect, type Workflow } from '../../../engine/protocol/index.ts';
import { inputTitle, nodeTitle } from '../naming/titles.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';
import { converterBetween } from './converters.ts';
import { linksOf, type WireEnd } from './links.ts';
import { socketName } from './socket-names.ts';
import { askedOfOutput, askedTypes, givenType } from './socket-types.ts';
import { needs } from './walk.ts';

export type Verdict =
  /** `replaces` is the id of the wire that is removed. */
  | { readonly ok: true; readonly replaces?: string | undefined }
  /** `reason` is a sentence; `converter` is a node type that turns the given type into the asked one. */
  | { readonly ok: false; readonly reason: string; readonly converter?: string | undefined };

interface Ends {
  readonly output: WireEnd;
  readonly input: WireEnd;
}

/** The two ends in the direction of the wire; undefined when both are of the same side. */
export function orderEnds(a: WireEnd, b: WireEnd): Ends | undefined {
  if (a.side === b.side) return undefined;
  return a.side === 'output' ? { output: a, input: b } : { output: b, input: a };
}

/** Whether two sockets can be connected, whichever is named first. */
export function connectionVerdict(workflow: Workflow, types: NodeTypes, from: WireEnd, to: WireEnd): Verdict {
  const ends = orderEnds(from, to);
  if (!ends) return refusal(`Both are ${from.side}s: a wire goes from an output to an input.`);
  const { output, input } = ends;
  const target = workflow.nodes[input.node];
  if (!workflow.nodes[output.node] || !target) return refusal('This node is no longer there.');
  if (output.node === input.node) return refusal('A node cannot feed itself.');
  if (needs(workflow, output.node, input.node, from === output ? 'node' : 'source')) {
    const [source, fed] = [output, input].map(({ node }) => nodeTitle(workflow, types, node));
    return refusal(`This would make a cycle: ${source} needs ${fed} already.`);
  }
  const definition = shapeOf(workflow, types, target.type).inputs[input.name];
  const clash = typeClash(workflow, types, ends);
  if (clash) {
    const [given, asked] = [socketName(clash.given), socketName(clash.asked)];
    const reason = `This gives ${given}, but ${inputTitle(input.name, definition)} takes ${asked}.`;
    return { ok: false, reason, converter: converterBetween(types, clash.given, clash.asked) };
  }
  const wires = linksOf(input.node, input.name, target.inputs?.[input.name]);
  if (wires.some((wire) => wire.from.node === output.node && wire.from.output === output.name))
    return refusal('They are connected already.');
  return definition?.list ? { ok: true } : { ok: true, replaces: wires[0]?.id };
}

function refusal(reason: string): Verdict {
  return { ok: false, reason };
}

/** The first pair of types that cannot be connected, followed through reroutes on both sides. */
function typeClash(
  workflow: Workflow,
  types: NodeTypes,
  { output, input }: Ends,
): { readonly given: string; readonly asked: string } | undefined {
  const askedByInput = askedTypes(workflow, types, input.node, input.name);
  const given = givenType(workflow, types, output.node, output.name);
  if (given !== undefined) {
    const asked = askedByInput.find((type) => !canConnect(given, type));
    return asked === undefined ? undefined : { given, asked };
  }
  // A reroute without a source: the inputs it feeds already say what it will give.
  for (const expected of askedOfOutput(workflow, types, output.node, output.name)) {
    const asked = askedByInput.find((type) => !canConnect(expected, type) && !canConnect(type, expected));
    if (asked !== undefined) return { given: expected, asked };
  }
  return undefined;
}
