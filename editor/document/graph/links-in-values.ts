/** Changes to the links inside of one value of an input: a single link, or a list of them. */
import { type LinkSource, readLink } from '../../../engine/protocol/index.ts';

export function linkTo({ node, output }: LinkSource): { readonly from: string } {
  return { from: `${node}.${output}` };
}

/** The value with each link exchanged, or, for undefined, without it; undefined when nothing is left. The same object when nothing changed. */
export function mapLinks(
  value: unknown,
  change: (source: LinkSource, index: number) => LinkSource | undefined,
): unknown {
  const single = readLink(value);
  if (single) {
    const next = change(single, 0);
    return next === single ? value : next && linkTo(next);
  }
  if (!Array.isArray(value)) return value;
  let same = true;
  const items = (value as unknown[]).flatMap((item, index): unknown[] => {
    const source = readLink(item);
    const next = source && change(source, index);
    if (!source || next === source) return [item];
    same = false;
    return next ? [linkTo(next)] : [];
  });
  return same ? value : items.length === 0 ? undefined : items;
}

/** The value with one more link behind those it has; what is no link gives way. */
export function withLink(value: unknown, source: LinkSource): unknown {
  const before = readLink(value)
    ? [value]
    : Array.isArray(value)
      ? (value as unknown[]).filter((item) => readLink(item))
      : [];
  return [...before, linkTo(source)];
}
