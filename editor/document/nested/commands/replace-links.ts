/** Replaces links by what they stand for: other links, literals or lists. */
import { type LinkSource, readLink } from '../../../../engine/protocol/index.ts';

/**
 * @param value the value of an input. @param change gives the value in the place of a link: a link, a list of links, a
 * literal, or undefined for nothing. Inside a list, a list is spread.
 * @returns undefined when nothing is left; the same object when nothing changed.
 */
export function replaceLinks(value: unknown, change: (source: LinkSource) => unknown): unknown {
  const single = readLink(value);
  if (single) {
    const next = change(single);
    return isSameLink(value, next) ? value : next;
  }
  if (!Array.isArray(value) || !value.some((item) => readLink(item))) return value;
  let isSame = true;
  const items = (value as readonly unknown[]).flatMap((item): unknown[] => {
    const source = readLink(item);
    if (!source) return [item];
    const next = change(source);
    if (isSameLink(item, next)) return [item];
    isSame = false;
    if (next === undefined) return [];
    return Array.isArray(next) ? (next as unknown[]) : [next];
  });
  if (isSame) return value;
  return items.length === 0 ? undefined : items;
}

function isSameLink(before: unknown, after: unknown): boolean {
  const [a, b] = [readLink(before), readLink(after)];
  return a !== undefined && b !== undefined && a.node === b.node && a.output === b.output;
}
