/**
 * What travels through a socket. Sockets that take anything, such as those of reroutes and switches, take the type of what is
 * connected: of their source, or else what those they feed ask for.
 */
import { socketOf, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';
import { type WireEnd, wiresFrom, wiresInto } from './links.ts';

const ANY = 'any';

/** The type as the definition says it, `any` for what it does not know. */
export function declaredType(workflow: Workflow, types: NodeTypes, { node, side, name }: WireEnd): string {
  const shape = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
  const input = shape.inputs[name];
  if (side === 'input') return input ? socketOf(input) : ANY;
  return shape.outputs[name]?.socket.name ?? ANY;
}

/** The type an output gives, through reroutes; undefined when nothing says. */
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
  const wires = wiresInto(workflow, node);
  for (const { from, to } of wires) {
    if (declaredType(workflow, types, { node, side: 'input', name: to.input }) !== ANY) continue;
    const given = givenType(workflow, types, from.node, from.output, [...path, node]);
    if (given !== undefined) return given;
  }
  return undefined;
}

/** The types an input must be able to take: its own, or those of all it is passed on to. Empty when it takes anything. */
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

/** The types all that an output feeds ask for. */
export function askedOfOutput(workflow: Workflow, types: NodeTypes, node: string, output: string): readonly string[] {
  const passed = wiresFrom(workflow, node).filter(({ from }) => from.output === output);
  return [...new Set(passed.flatMap(({ to }) => askedTypes(workflow, types, to.node, to.input)))];
}

/** The type to show at a socket, such as by its colour; `any` when nothing says. */
export function socketType(workflow: Workflow, types: NodeTypes, end: WireEnd): string {
  const declared = declaredType(workflow, types, end);
  if (declared !== ANY) return declared;
  if (end.side === 'output')
    return (
      givenType(workflow, types, end.node, end.name) ?? askedOfOutput(workflow, types, end.node, end.name)[0] ?? ANY
    );
  const wires = wiresInto(workflow, end.node).filter(({ to }) => to.input === end.name);
  return (
    wires.map(({ from }) => givenType(workflow, types, from.node, from.output)).find((type) => type !== undefined) ??
    askedTypes(workflow, types, end.node, end.name)[0] ??
    ANY
  );
}
