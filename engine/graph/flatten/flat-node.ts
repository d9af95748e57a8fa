/** A node of a flat graph: no subgraphs, modes or lists of values. Inputs are literals, links and lists of both. */
import { type Link, type LinkSource, readEach, readLink } from '../graph.ts';

export interface FlatNode {
  readonly type: string;
  readonly title?: string | undefined;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

export type FlatNodes = ReadonlyMap<string, FlatNode>;

/** The items of an input that takes a list, at least one of them a link; undefined when the value is something else. */
export function readLinkList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.some((item) => readLink(item) !== undefined) ? value : undefined;
}

/** The sources of an input: one, several or none. Those of a list of values to run for count too. */
export function linksOf(value: unknown): LinkSource[] {
  const items = readLinkList(value) ?? readEach(value)?.each ?? [value];
  return items.flatMap((item) => readLink(item) ?? []);
}

/** Gives what takes the place of a link. A list takes the place of the link among its neighbours in a list. */
export type ChangeLink = (link: Link, input: string) => unknown;

/** The same inputs with every link changed. An input whose links all become undefined is left out. */
export function mapLinks(inputs: Readonly<Record<string, unknown>>, change: ChangeLink): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(inputs)) {
    const next = mapLinksOf(value, (link) => change(link, name));
    if (next !== undefined) changed[name] = next;
  }
  return changed;
}

function mapLinksOf(value: unknown, change: (link: Link) => unknown): unknown {
  const changeItem = (item: unknown): unknown => (readLink(item) ? (change(item as Link) ?? []) : [item]);
  if (readLink(value)) return change(value as Link);
  const each = readEach(value);
  const items = each?.each ?? readLinkList(value);
  if (!items?.some((item) => readLink(item))) return value;
  const changed = items.flatMap(changeItem);
  if (changed.length === 0) return undefined;
  return each ? { ...each, each: changed } : changed;
}

/** Whether `is` holds for any node. */
export function some<T>(nodes: ReadonlyMap<string, T>, is: (node: T) => boolean): boolean {
  for (const node of nodes.values()) if (is(node)) return true;
  return false;
}
