/**
 * How many blocks a session holds. onnxruntime may widen all weights of a session before it uses the first, so they
 * bound the private memory; a model that is smaller than a group stays whole. At the width of Qwen-Image a group has
 * two blocks of the transformer, or two layers of the text encoder. Smaller groups save 0.3 GiB and add sessions, each
 * with threads of its own (docs/measurements.md, "One session or several").
 */
import type { Graph } from '../graph.ts';

/** Bytes of weights as float32 from which on a group takes no further block. */
const FULL_FROM = 2 ** 30;
const FLOAT32_BYTES = 4;

/** Whether the graph holds as many weights as a session should. */
export function isFullGroup({ weightElements }: Pick<Graph, 'weightElements'>): boolean {
  return weightElements * FLOAT32_BYTES >= FULL_FROM;
}
