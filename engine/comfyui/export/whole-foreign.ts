/** A node that the import kept whole, as it came. */
import type { Native } from '../translate/wire.ts';
import type { SourceNode } from './source-node.ts';
import type { WrittenNode } from './written.ts';

interface Kept {
  readonly id?: unknown;
  readonly class?: unknown;
  /** Names of its inputs for each link in our `linked`. */
  readonly linked?: readonly unknown[];
  readonly values?: Readonly<Record<string, unknown>>;
  readonly raw?: unknown;
}

/** The node, and its inputs in our terms. */
export function wholeForeign(
  id: string,
  node: SourceNode,
): { readonly written: WrittenNode; readonly inputs: Readonly<Record<string, Native>> } {
  const kept = (node.comfyui ?? {}) as Kept;
  const names = Array.isArray(kept.linked) ? kept.linked.map(String) : [];
  const given = node.inputs?.['linked'];
  const links: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const name = node.inputs?.['name'];
  return {
    written: {
      id: typeof kept.id === 'string' ? kept.id : '',
      class: typeof kept.class === 'string' ? kept.class : typeof name === 'string' ? name : '',
      ours: id,
      number: 0,
      at: id,
      title: node.title,
      mode: node.mode,
      inputs: new Map(),
      raw: kept.raw,
    },
    inputs: { ...kept.values, ...Object.fromEntries(names.map((input, i) => [input, links[i]])) },
  };
}
