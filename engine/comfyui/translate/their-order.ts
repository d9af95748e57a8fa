/** The order in which the nodes of a graph can be translated: each behind the nodes that it reads. */
import { WorkflowError } from '../../workflow/workflow-error.ts';
import type { TheirGraph, TheirNode } from '../graph.ts';

/**
 * Links to nodes that are not there are left out.
 * @param where names the file.
 * @throws WorkflowError naming the nodes of a cycle.
 */
export function theirOrder({ nodes }: Pick<TheirGraph, 'nodes'>, where: string): readonly TheirNode[] {
  const waits = new Map<string, number>();
  const readers = new Map<string, string[]>();
  for (const node of nodes.values()) {
    const sources = sourcesOf(node).filter((id) => nodes.has(id));
    waits.set(node.id, sources.length);
    for (const id of sources) readers.set(id, [...(readers.get(id) ?? []), node.id]);
  }
  const ordered = [...nodes.values()].filter(({ id }) => waits.get(id) === 0);
  for (const { id } of ordered) {
    for (const reader of readers.get(id) ?? []) {
      const left = (waits.get(reader) ?? 0) - 1;
      waits.set(reader, left);
      const node = nodes.get(reader);
      if (left === 0 && node) ordered.push(node);
    }
  }
  const done = new Set(ordered.map(({ id }) => id));
  const left = [...nodes.values()].filter(({ id }) => !done.has(id));
  if (left.length > 0) {
    const names = left.slice(0, 5).map(({ id, class: name }) => `${id} (${name})`);
    throw new WorkflowError(where, [`nodes ${names.join(', ')} read each other in a circle`]);
  }
  return ordered;
}

/** Ids of the nodes that a node reads, each once. */
function sourcesOf({ inputs }: TheirNode): readonly string[] {
  const ids = [...inputs.values()].flatMap((input) => (input.kind === 'link' ? [input.from.node] : []));
  return [...new Set(ids)];
}
