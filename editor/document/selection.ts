/**
 * Keys of items that can be selected. The key of a node is its id; the others are `note:ID`, `group:ID` and
 * `wire:NODE.INPUT`. Ids of nodes contain no colon, so every key is read in one way only.
 */
export type ItemKind = 'node' | 'note' | 'group' | 'wire';

export interface Item {
  readonly kind: ItemKind;
  /** The id of a wire is `NODE.INPUT`, followed by `#INDEX` for a link of a list. */
  readonly id: string;
}

export function itemKey({ kind, id }: Item): string {
  return kind === 'node' ? id : `${kind}:${id}`;
}

export function readItem(key: string): Item {
  const colon = key.indexOf(':');
  return colon < 0 ? { kind: 'node', id: key } : { kind: key.slice(0, colon) as ItemKind, id: key.slice(colon + 1) };
}

/** The ids of the selected items of one kind. */
export function selectedOf(selection: ReadonlySet<string>, kind: ItemKind): string[] {
  return [...selection]
    .map(readItem)
    .filter((item) => item.kind === kind)
    .map(({ id }) => id);
}
