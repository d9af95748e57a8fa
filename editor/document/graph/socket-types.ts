/**
 * The type that travels through a socket. A socket that takes anything, such as one of a reroute or a switch, has the
 * type of what it is connected to: its source or, without one, the inputs it feeds.
 */
import { socketOf, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';
import { type WireEnd, wiresFrom, wiresInto } from './links.ts';

const ANY = 'any';

/** The type as the definition states it; `any` for a socket it does not have. */
function declaredType(workflow: Workflow, types: NodeTypes, { node, side, name }: WireEnd): string {
  const shape = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
  const input = shape.inputs[name];
  if (side === 'input') return input ? socketOf(input) : ANY;
  return shape.outputs[name]?.socket.name ?? ANY;
}

/**
 * The type an output gives, followed through reroutes; undefined when nothing determines it.
 * @param path nodes visited.
 */
export function givenType(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  output: string,
  path: readonly string[] = [],
): string | undefined {
  const declared = declaredType(workflow, types, { node, side: 'output', name: output });
  if (declared !== ANY) return declared;
  if (path.includes(node)) return undefined;
  for (const { from, to } of wiresInto(workflow, node)) {
    if (declaredType(workflow, types, { node, side: 'input', name: to.input }) !== ANY) continue;
    const given = givenType(workflow, types, from.node, from.output, [...path, node]);
    if (given !== undefined) return given;
  }
  return undefined;
}

/**
 * The types an input must be able to take: its own, or those of all inputs its value is passed on to. Empty when it
 * takes anything.
 * @param path nodes visited.
 */
export function askedTypes(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  input: string,
  path: readonly string[] = [],
): readonly string[] {
  const declared = declaredType(workflow, types, { node, side: 'input', name: input });
  if (declared !== ANY) return [declared];
  if (path.includes(node)) return [];
  const { outputs } = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
  const passed = wiresFrom(workflow, node).filter(({ from }) => outputs[from.output]?.socket.name === ANY);
  return [...new Set(passed.flatMap(({ to }) => askedTypes(workflow, types, to.node, to.input, [...path, node])))];
}

/** The types that the inputs fed by an output ask for. */
export function askedOfOutput(workflow: Workflow, types: NodeTypes, node: string, output: string): readonly string[] {
  const fed = wiresFrom(workflow, node).filter(({ from }) => from.output === output);
  return [...new Set(fed.flatMap(({ to }) => askedTypes(workflow, types, to.node, to.input)))];
}

/** The type to show at a socket, for example by its colour; `any` when nothing determines it. */
export function socketType(workflow: Workflow, types: NodeTypes, end: WireEnd): string {
  const declared = declaredType(workflow, types, end);
  if (declared !== ANY) return declared;
  const inferred = end.side === 'output' ? outputType(workflow, types, end) : inputType(workflow, types, end);
  return inferred ?? ANY;
}

function outputType(workflow: Workflow, types: NodeTypes, { node, name }: WireEnd): string | undefined {
  return givenType(workflow, types, node, name) ?? askedOfOutput(workflow, types, node, name)[0];
}

function inputType(workflow: Workflow, types: NodeTypes, { node, name }: WireEnd): string | undefined {
  const given = wiresInto(workflow, node)
    .filter(({ to }) => to.input === name)
    .map(({ from }) => givenType(workflow, types, from.node, from.output));
  return given.find((type) => type !== undefined) ?? askedTypes(workflow, types, node, name)[0];
}
