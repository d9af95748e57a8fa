/** Changes to the links inside the value of one input: a single link, or a list of links. */
import { type LinkSource, readLink } from '../../../engine/protocol/index.ts';

export function linkTo({ node, output }: LinkSource): { readonly from: string } {
  return { from: `${node}.${output}` };
}

/**
 * A value with its links replaced.
 * @param change gives the new source of a link; undefined removes the link. `index` is its place in a list.
 * @returns undefined when nothing is left; the same object when nothing changed.
 */
export function mapLinks(
  value: unknown,
  change: (source: LinkSource, index: number) => LinkSource | undefined,
): unknown {
  const single = readLink(value);
  if (single) {
    const next = change(single, 0);
    return next === single ? value : next && linkTo(next);
  }
  return Array.isArray(value) ? mapListLinks(value, change) : value;
}

function mapListLinks(
  list: readonly unknown[],
  change: (source: LinkSource, index: number) => LinkSource | undefined,
): unknown {
  let isSame = true;
  const items = list.flatMap((item, index): unknown[] => {
    const source = readLink(item);
    const next = source && change(source, index);
    if (!source || next === source) return [item];
    isSame = false;
    return next ? [linkTo(next)] : [];
  });
  if (isSame) return list;
  return items.length === 0 ? undefined : items;
}

/** The links of a value and one more. Anything that is not a link is dropped. */
export function withLink(value: unknown, source: LinkSource): unknown {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...items.filter((item) => readLink(item)), linkTo(source)];
}
