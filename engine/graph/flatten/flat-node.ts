/** A node of a flat graph: no subgraphs, no modes, one run. Its inputs are literals, links, and lists of links. */
import { type Link, type LinkSource, readLink } from '../graph.ts';

export interface FlatNode {
  readonly type: string;
  readonly title?: string | undefined;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

export type FlatNodes = ReadonlyMap<string, FlatNode>;

/** The links of an input that takes a list; undefined when it is something else. */
export function readLinkList(value: unknown): readonly Link[] | undefined {
  return Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof (item as Link | null)?.from === 'string')
    ? (value as Link[])
    : undefined;
}

/** Where an input leads: one source, several, or none. */
export function linksOf(value: unknown): LinkSource[] {
  const one = readLink(value);
  return one ? [one] : (readLinkList(value) ?? []).flatMap((item) => readLink(item) ?? []);
}

/** The same node with every link changed. A link that becomes undefined leaves the input out. */
export function mapLinks(
  inputs: Readonly<Record<string, unknown>>,
  change: (link: Link) => unknown,
): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(inputs)) {
    const list = readLinkList(value);
    const next = list
      ? list.map(change).filter((item) => item !== undefined)
      : readLink(value)
        ? change(value as Link)
        : value;
    if (next !== undefined) changed[name] = next;
  }
  return changed;
}

/** Whether a node is such; stops at the first. */
export function some<T>(nodes: ReadonlyMap<string, T>, is: (node: T) => boolean): boolean {
  for (const node of nodes.values()) if (is(node)) return true;
  return false;
}
