/** The texts that a run's last nodes gave, kept with what became of the nodes. */
import { STRING } from '../../graph/socket.ts';
import { type Activities, nodeOfWorkflow } from '../../protocol/index.ts';
import type { FinishedTarget } from '../../run/delivery.ts';

/** Characters of a text that are kept. */
const LONGEST = 20_000;

/** The texts among the outputs of a target, by node of the workflow. */
export function textsIn({
  node,
  values,
  stored,
}: Pick<FinishedTarget, 'node' | 'values' | 'stored'>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && stored[name]?.type === STRING.name
      ? [[nodeOfWorkflow(node), value.slice(0, LONGEST)]]
      : [],
  );
}

/** @param texts by node. One that several copies stand for has the text of the last one. */
export function withTexts(nodes: Activities, texts: ReadonlyMap<string, string>): Activities {
  const told = [...texts].flatMap(([node, text]) => (nodes[node] ? [[node, { ...nodes[node], text }] as const] : []));
  return { ...nodes, ...Object.fromEntries(told) };
}
