/** The types of nodes that are instances of subgraphs. */

/** Prefix of the type of an instance, before the name of its subgraph. */
export const SUBGRAPH_PREFIX = 'subgraph/';
