/**
 * What graphs do to integers of 8 bits before anything is multiplied: signs that change, rows cut into blocks, codes
 * that are widened. In a graph that holds its weights this is done once, when a session is created. Where weights are
 * inputs it would be done in every run, by the processor in the middle of it, since no GPU provider computes with such
 * integers. So it is a graph of its own, which runs on the processor before weights are sent.
 */
import type { GraphParts } from '../protobuf.ts';
import type { GraphDType, Value } from '../value.ts';

export interface SplitGraph {
  /** Computes all that is left; its weights are {@link sent}. */
  readonly main: GraphParts;
  /** Inputs are weights, outputs some of {@link sent}; undefined when all weights are sent as they are. */
  readonly preparation: GraphParts | undefined;
  /** Weights as the main graph takes them. */
  readonly sent: readonly Value[];
}

const BYTES: readonly GraphDType[] = ['int8', 'uint8'];

/**
 * Takes the nodes out of a graph that work with bytes of weights alone.
 * @param weights inputs that are not among those of the graph.
 */
export function splitPreparation(graph: GraphParts, weights: readonly Value[]): SplitGraph {
  const values = new Map([...graph.infos, ...weights].map((value) => [value.name, value]));
  const fixed = new Set([...graph.initializers.map(({ value }) => value.name), ...weights.map(({ name }) => name)]);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const early = graph.nodes.filter((node) => {
    const isEarly =
      node.inputs.every((name) => name === '' || fixed.has(name)) &&
      [...node.inputs, ...node.outputs].some((name) => isBytes(values.get(name))) &&
      !node.outputs.some((name) => outputs.has(name));
    if (isEarly) for (const name of node.outputs) fixed.add(name);
    return isEarly;
  });
  const late = graph.nodes.filter((node) => !early.includes(node));
  const usedLate = new Set(late.flatMap(({ inputs }) => inputs));
  const usedEarly = new Set(early.flatMap(({ inputs }) => inputs));
  const made = early.flatMap((node) => node.outputs).flatMap((name) => values.get(name) ?? []);
  const handed = made.filter(({ name }) => usedLate.has(name));
  const gone = new Set(made.map(({ name }) => name));
  const constantsOf = (used: ReadonlySet<string>): GraphParts['initializers'] =>
    graph.initializers.filter(({ value }) => used.has(value.name));
  return {
    main: {
      ...graph,
      nodes: late,
      initializers: constantsOf(usedLate),
      infos: graph.infos.filter(({ name }) => !gone.has(name)),
    },
    preparation:
      handed.length === 0
        ? undefined
        : {
            name: `${graph.name}-weights`,
            nodes: early,
            initializers: constantsOf(usedEarly),
            inputs: weights.filter(({ name }) => usedEarly.has(name)),
            outputs: handed,
            infos: made.filter((value) => !handed.includes(value)),
          },
    sent: [...weights.filter(({ name }) => usedLate.has(name)), ...handed],
  };
}

function isBytes(value: Value | undefined): boolean {
  return value !== undefined && BYTES.includes(value.dtype);
}
