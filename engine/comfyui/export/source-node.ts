/** A node of ours with what the import said of it. */
import type { GraphNode } from '../../graph/graph.ts';

export interface SourceNode extends GraphNode {
  /** Of an imported node: where it came from. */
  readonly comfyui?: unknown;
}

/** Where an imported node came from. */
export function originOf({ comfyui }: SourceNode): { readonly id: string; readonly class: string } | undefined {
  if (typeof comfyui !== 'object' || comfyui === null) return undefined;
  const { id, class: name } = comfyui as { readonly id?: unknown; readonly class?: unknown };
  return typeof id === 'string' && typeof name === 'string' ? { id, class: name } : undefined;
}

/** Before the names of inputs that are kept for the way back, while they pass with the others. */
export const KEPT = 'comfyui:';

/** The nodes with what was kept of them among their inputs, so that links in it change like all others. */
export function withKept<T extends SourceNode>(nodes: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const { inputs } = (node.comfyui ?? {}) as { readonly inputs?: unknown };
      if (typeof inputs !== 'object' || inputs === null) return [id, node];
      const kept = Object.entries(inputs).map(([path, value]) => [`${KEPT}${path}`, value as unknown] as const);
      return [id, { ...node, inputs: { ...node.inputs, ...Object.fromEntries(kept) } }];
    }),
  );
}
