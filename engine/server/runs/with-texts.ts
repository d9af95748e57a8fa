/** The texts that a run's last nodes gave, kept with what became of the nodes. */
import { STRING } from '../../graph/socket.ts';
import { type Activities, nodeOfWorkflow } from '../../protocol/index.ts';
import type { RunResult } from '../../run/engine.ts';

/** Characters of a text that are kept. */
const LONGEST = 20_000;

/** A node that several copies stand for has the text of the last one. */
export function withTexts(nodes: Activities, { outputs, stored }: Pick<RunResult, 'outputs' | 'stored'>): Activities {
  const texts = Object.entries(outputs).flatMap(([node, byName]) =>
    Object.entries(byName).flatMap(([name, value]) => {
      const activity = nodes[nodeOfWorkflow(node)];
      const isText = typeof value === 'string' && stored[node]?.[name]?.type === STRING.name;
      return activity && isText
        ? [[nodeOfWorkflow(node), { ...activity, text: value.slice(0, LONGEST) }] as const]
        : [];
    }),
  );
  return { ...nodes, ...Object.fromEntries(texts) };
}
