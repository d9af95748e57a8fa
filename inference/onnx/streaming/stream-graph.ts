/** A graph whose weights are inputs, as bytes that are equal for all graphs of its shape. */
import { encodeModel, type GraphParts } from '../protobuf.ts';
import type { Value } from '../value.ts';
import { valueBytes } from './activations.ts';
import { anonymous } from './anonymous-graph.ts';
import { splitPreparation } from './preparation.ts';
import type { WeightInput } from './weight-inputs.ts';

/** ONNX protobuf, and the names in it. */
interface NamedBytes {
  readonly bytes: Uint8Array;
  /** From names of the model to those in the bytes: of inputs, weights and outputs. */
  readonly names: ReadonlyMap<string, string>;
}

/** What a graph is given besides its inputs. */
export interface StreamedWeights {
  /** As they are read. */
  readonly weights: readonly WeightInput[];
  /** As they are sent. */
  readonly sent: readonly Value[];
  /** Makes some of those that are sent, on the processor; undefined: all are sent as they are read. */
  readonly preparation: NamedBytes | undefined;
  /** Of the graph itself. */
  readonly names: NamedBytes['names'];
}

export interface StreamedBytes {
  readonly bytes: Uint8Array;
  readonly streamed: StreamedWeights;
  /** What the bytes say, by the names of the model. */
  readonly graph: GraphParts;
}

/** @param weights inputs that are not among those of the graph. */
export function streamGraph(graph: GraphParts, weights: readonly WeightInput[]): StreamedBytes {
  const { main, preparation, sent } = splitPreparation(graph, weights);
  const { bytes, names } = encoded(main, sent);
  const streamed = { weights, sent, preparation: preparation && encoded(preparation, []), names };
  return { bytes, streamed, graph: main };
}

function encoded(graph: GraphParts, weights: readonly Value[]): NamedBytes {
  const unnamed = anonymous(graph, weights);
  return { bytes: encodeModel(unnamed.graph), names: unnamed.names };
}

/** Bytes of weights as they are sent. */
export function sentBytes({ sent }: Pick<StreamedWeights, 'sent'>): number {
  return sent.reduce((sum, value) => sum + valueBytes(value), 0);
}
