/** Builds the graphs of a model: one for the whole of it, or one for each group of blocks. */
import type { PreparedWeight } from '../../checkpoint/stored-weight.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import type { PrecisionName } from '../../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../../precision/weight-memory.ts';
import { Graph } from '../graph.ts';
import type { GraphOptions } from '../graph-core.ts';
import type { OnnxModel } from '../model.ts';
import type { Sizes } from '../streaming/activations.ts';
import { leastBytes } from '../streaming/placement.ts';
import { sentBytes } from '../streaming/stream-graph.ts';
import type { Value } from '../value.ts';
import type { WeightProblem } from '../weight-problems.ts';
import { isFullGroup, isFullStreamedGroup } from './group-size.ts';
import type { ModelParts, Streams } from './model-parts.ts';

/** The graphs of one model, each of which takes over where the one before it ends. */
export interface ModelChain {
  /** In the order in which they run. An output of one that a later one has as an input is handed over. */
  readonly groups: readonly OnnxModel[];
  /** Of all groups, as in {@link OnnxModel}. */
  readonly weightNames: ReadonlySet<string>;
  readonly prepared: ReadonlySet<PreparedWeight>;
  readonly weightMemory: (precision: PrecisionName) => WeightMemory;
  /** Of the group that takes most, as in {@link OnnxModel}. */
  readonly activationBytes: (sizes: Sizes) => number;
}

export interface ChainOptions extends GraphOptions {
  /** Whether a group is full, and the next block begins another; default: see `group-size.ts`. */
  readonly isFull?: (g: Graph) => boolean;
  /** Blocks that begin a group however full the one before is; the number of blocks stands for the end. */
  readonly cuts?: readonly number[];
}

/**
 * Builds a graph for each group of blocks.
 * @throws InferenceError as {@link Graph.finish}, with the weights of all groups.
 */
export function buildChain<S extends Streams<S>>(
  parts: ModelParts<S>,
  weights: WeightSource,
  { isFull, cuts = [], ...options }: ChainOptions = {},
): ModelChain {
  const problems: WeightProblem[] = [];
  const streamed = isStreamed(options);
  const full = isFull ?? fullGroup(streamed);
  const started = (): Graph => new Graph(parts.name, weights, { ...options, problems, streamed });
  let g = started();
  const graphs = [g];
  let streams = parts.begin(g);
  const cutBefore = (block: number): void => {
    const next = started();
    streams = handOver(g, next, block, streams);
    graphs.push(next);
    g = next;
  };
  for (let i = 0; i < parts.blocks; i += 1) {
    if (cuts.includes(i) || (i > 0 && full(g))) cutBefore(i);
    streams = parts.block(g, i, streams);
  }
  if (cuts.includes(parts.blocks)) cutBefore(parts.blocks);
  parts.end(g, streams);
  return chainOf(graphs.map((graph) => graph.finish()));
}

/**
 * Builds one graph for a model that is no larger than a group.
 * @returns undefined for a larger one, as soon as a group is full.
 * @throws InferenceError as {@link Graph.finish}.
 */
export function buildSmall<S extends Streams<S>>(
  parts: ModelParts<S>,
  weights: WeightSource,
  options: GraphOptions = {},
): ModelChain | undefined {
  const streamed = isStreamed(options);
  const isFull = fullGroup(streamed);
  const g = new Graph(parts.name, weights, { ...options, streamed });
  let streams = parts.begin(g);
  for (let i = 0; i < parts.blocks; i += 1) {
    if (i > 0 && isFull(g)) return undefined;
    streams = parts.block(g, i, streams);
  }
  parts.end(g, streams);
  return chainOf([g.finish()]);
}

/**
 * Builds one graph for the whole model.
 * @throws InferenceError as {@link Graph.finish}.
 */
export function buildWhole<S extends Streams<S>>(
  parts: ModelParts<S>,
  weights: WeightSource,
  options?: GraphOptions,
): OnnxModel {
  const g = new Graph(parts.name, weights, options);
  let streams = parts.begin(g);
  for (let i = 0; i < parts.blocks; i += 1) streams = parts.block(g, i, streams);
  parts.end(g, streams);
  return g.finish();
}

/** Makes the streams outputs of one graph and inputs of the next: `before.N.img` goes into block N. */
function handOver<S extends Streams<S>>(from: Graph, to: Graph, block: number, streams: S): S {
  const inputs = Object.entries<Value>(streams).map(([stream, value]) => {
    const name = `before.${block}.${stream}`;
    from.output(name, value);
    return [stream, to.input(name, value.dtype, value.shape)] as const;
  });
  return Object.fromEntries(inputs) as S;
}

function isStreamed({ device }: GraphOptions): boolean {
  return device?.streaming !== undefined;
}

function fullGroup(streamed: boolean): (g: Graph) => boolean {
  return streamed ? isFullStreamedGroup : isFullGroup;
}

function chainOf(groups: readonly OnnxModel[]): ModelChain {
  return {
    groups,
    weightNames: new Set(groups.flatMap(({ weightNames }) => [...weightNames])),
    prepared: new Set(groups.flatMap(({ prepared }) => [...prepared])),
    weightMemory: (precision) =>
      streamedMemory(groups) ?? totalMemory(...groups.map((each) => each.weightMemory(precision))),
    activationBytes: (sizes) => Math.max(...groups.map((group) => group.activationBytes(sizes))),
  };
}

/** Of a streamed model, the least that a device holds counts as copied: it can be read again, and so can the rest. */
function streamedMemory(groups: readonly OnnxModel[]): WeightMemory | undefined {
  const weights = groups.flatMap(({ streamed }) => (streamed ? [sentBytes(streamed)] : []));
  if (weights.length === 0) return undefined;
  const copied = leastBytes({ weights, activations: 0 });
  return { copied, mapped: weights.reduce((sum, bytes) => sum + bytes, 0) - copied };
}
