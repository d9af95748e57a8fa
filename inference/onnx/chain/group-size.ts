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

/**
 * Bytes of weights as float32 from which on a group of a streamed model takes no further block: a block of Qwen-Image
 * is a group. What stays on a device is counted in groups, and blocks of one shape share a session.
 */
const STREAMED_FULL_FROM = 2 ** 28;

/** Whether the graph holds as many weights as a device should be given at a time. */
export function isFullStreamedGroup({ weightElements }: Pick<Graph, 'weightElements'>): boolean {
  return weightElements * FLOAT32_BYTES >= STREAMED_FULL_FROM;
}
