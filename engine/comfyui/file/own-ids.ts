/** Nodes of a graph with an id each of their own, so that none hides another. */
import type { FileNode } from './schema.ts';

/**
 * Of nodes with one id, the first keeps it, and links to the id mean the first; the others get the next numbers that
 * are free, as in ComfyUI's editor. Source: LiteGraph, src/LGraph.ts (add).
 */
export function withOwnIds(nodes: readonly FileNode[]): readonly FileNode[] {
  const taken = new Set(nodes.map(({ id }) => id));
  if (taken.size === nodes.length) return nodes;
  const used = new Set<string>();
  let next = Math.max(0, ...[...taken].map(Number).filter(Number.isSafeInteger));
  return nodes.map((node) => {
    if (!used.has(node.id)) {
      used.add(node.id);
      return node;
    }
    next += 1;
    return { ...node, id: String(next) };
  });
}
