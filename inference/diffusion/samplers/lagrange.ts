/** Polynomials through nodes. */

/** Value at `at` of the polynomial that is 1 at node j and 0 at the other nodes. */
export function lagrange(nodes: readonly number[], j: number, at: number): number {
  const own = nodes[j] as number;
  return nodes.reduce((product, node, k) => (k === j ? product : (product * (at - node)) / (own - node)), 1);
}
