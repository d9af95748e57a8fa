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
