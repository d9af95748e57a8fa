/** The classes of ComfyUI that our nodes stand for, for those who know a node by its name there. */
import type { ComfyNodes } from './define.ts';

/** Titles of classes by our node type, such as `KSampler` for `denoise`. A node without counterpart is left out. */
export function classesByType(nodes: ComfyNodes): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { class: name, becomes, from = [] } of nodes.values()) {
    const types = new Set(from.map(({ type }) => type));
    if (typeof becomes !== 'function') types.add(becomes.type);
    for (const type of types) found.set(type, [...(found.get(type) ?? []), name]);
  }
  return found;
}
