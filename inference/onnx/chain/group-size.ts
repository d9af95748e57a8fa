/** How many blocks a session holds. */
import type { Graph } from '../graph.ts';

/** Bytes of weights as float32 from which on a group takes no further block. */
const FULL_FROM = 2 ** 30;
const FLOAT32_BYTES = 4;

/** Whether the graph holds as many weights as a session should. */
export function isFullGroup({ weightElements }: Pick<Graph, 'weightElements'>): boolean {
  return weightElements * FLOAT32_BYTES >= FULL_FROM;
}
