/** Reads the outputs of a run with their types, which a workflow from a file cannot tell the compiler. */
import type { NodeDefinition, OutputMap, OutputValues } from '../graph/define.ts';
import { readLink } from '../graph/graph.ts';
import type { InputMap } from '../graph/input.ts';
import { ANY, type SocketType } from '../graph/socket.ts';
import type { RunResult } from './engine.ts';
import { RunError } from './run-error.ts';

/**
 * One output of a run.
 * @param from node and output, as links of workflows name them, for example `save.file`.
 * @param socket type of the output; {@link ANY} takes every type.
 * @throws RunError when the node failed or was not reached.
 * @throws TypeError when the run has no such output, or one of another type.
 * @example
 * const { data } = outputOf(await engine.run(workflow), 'save.file', FILE);
 */
export function outputOf<T>(result: RunResult, from: string, socket: SocketType<T>): T {
  const { node, output } = readLink({ from }) ?? { node: from, output: '' };
  const { type } = storedOutputs(result, node)[output] ?? {};
  if (type === undefined) throw new TypeError(`The run has no output "${from}". ${knownOutputs(result)}`);
  if (type !== socket.name && socket.name !== ANY.name)
    throw new TypeError(`The output "${from}" is of type "${type}", expected "${socket.name}"`);
  return result.outputs[node]?.[output] as T;
}

/**
 * All outputs of one node of a run.
 * @param definition the node's definition.
 * @throws RunError when the node failed or was not reached.
 * @throws TypeError when the run has no such node, or one with other outputs.
 * @example
 * const { sum } = outputsOf(await engine.run({ nodes: { a: { type: 'math/add', inputs: { a: 1 } } } }), 'a', add);
 */
export function outputsOf<I extends InputMap, O extends OutputMap>(
  result: RunResult,
  node: string,
  definition: NodeDefinition<I, O>,
): OutputValues<O> {
  const names = Object.entries(definition.outputs);
  return Object.fromEntries(
    names.map(([name, { socket }]) => [name, outputOf(result, `${node}.${name}`, socket)]),
  ) as OutputValues<O>;
}

/** @throws RunError when the node failed or was not reached. */
function storedOutputs({ stored, failures, status }: RunResult, node: string): RunResult['stored'][string] {
  const outputs = stored[node];
  if (outputs) return outputs;
  // A node that depends on a failed one has no outputs either, so the cause is told in any case.
  if (failures.length > 0) throw new RunError(failures);
  if (status === 'cancelled') throw new RunError([], `The run was cancelled before the node "${node}" was done`);
  return {};
}

function knownOutputs({ stored }: RunResult): string {
  const known = Object.entries(stored).flatMap(([node, outputs]) =>
    Object.keys(outputs).map((name) => `${node}.${name}`),
  );
  const list = known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has none.';
  return `${list} A run gives the outputs of its terminal nodes, or of the nodes named in "targets".`;
}
