/**
 * Items of a document that can be selected, as keys: a node is its id, and `note:ID`, `group:ID` and `wire:NODE.INPUT` the rest.
 * Ids of nodes contain no colon, so that a key is read in one way.
 */
export type ItemKind = 'node' | 'note' | 'group' | 'wire';

export interface Item {
  readonly kind: ItemKind;
  /** Of a wire: `NODE.INPUT`, with `#INDEX` behind for one of a list. */
  readonly id: string;
}

export function itemKey({ kind, id }: Item): string {
  return kind === 'node' ? id : `${kind}:${id}`;
}

export function readItem(key: string): Item {
  const colon = key.indexOf(':');
  return colon < 0 ? { kind: 'node', id: key } : { kind: key.slice(0, colon) as ItemKind, id: key.slice(colon + 1) };
}

/** The ids of one kind. */
export function selectedOf(selection: ReadonlySet<string>, kind: ItemKind): string[] {
  return [...selection]
    .map(readItem)
    .filter((item) => item.kind === kind)
    .map(({ id }) => id);
}
