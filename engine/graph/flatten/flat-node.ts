/** A node of a flat graph: no subgraphs, modes or lists of values. Inputs are literals, links and lists of links. */
import { type Link, type LinkSource, readLink } from '../graph.ts';

export interface FlatNode {
  readonly type: string;
  readonly title?: string | undefined;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

export type FlatNodes = ReadonlyMap<string, FlatNode>;

/** The links of an input that takes a list; undefined when the value is something else. */
export function readLinkList(value: unknown): readonly Link[] | undefined {
  return Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof (item as Link | null)?.from === 'string')
    ? (value as Link[])
    : undefined;
}

/** The sources of an input: one, several or none. */
export function linksOf(value: unknown): LinkSource[] {
  const one = readLink(value);
  return one ? [one] : (readLinkList(value) ?? []).flatMap((item) => readLink(item) ?? []);
}

/** The same inputs with every link changed. An input whose link becomes undefined is left out. */
export function mapLinks(
  inputs: Readonly<Record<string, unknown>>,
  change: (link: Link) => unknown,
): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(inputs)) {
    const next = mapLinksOf(value, change);
    if (next !== undefined) changed[name] = next;
  }
  return changed;
}

function mapLinksOf(value: unknown, change: (link: Link) => unknown): unknown {
  const list = readLinkList(value);
  if (list) return list.map(change).filter((item) => item !== undefined);
  return readLink(value) ? change(value as Link) : value;
}

/** Whether `is` holds for any node. */
export function some<T>(nodes: ReadonlyMap<string, T>, is: (node: T) => boolean): boolean {
  for (const node of nodes.values()) if (is(node)) return true;
  return false;
}
