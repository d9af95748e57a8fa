/**
 * Edits the server has not confirmed, kept by the browser: closing the tab or losing the server loses none. Each edit
 * is an entry of its own, so that tabs of one document do not overwrite each other's; the server makes an edit of one
 * id once.
 */
import type { Edit } from '../document/command.ts';

export interface Unconfirmed {
  /** In the order they were made. */
  of(document: string): readonly Edit[];
  /** One that is kept already is exchanged in its place. */
  keep(document: string, edit: Edit): void;
  drop(document: string, edit: string): void;
  dropAll(document: string): void;
}

interface Entry extends Edit {
  readonly time: number;
}

const PREFIX = 'inkloom.edit/';
/** Edits of documents that never came back are dropped after so long; milliseconds. */
const FORGOTTEN = 30 * 24 * 60 * 60 * 1000;

function keyOf(document: string, edit = ''): string {
  return `${PREFIX}${document}/${edit}`;
}

/** @param storage tests give their own. A full or forbidden one is worked without. */
export function createUnconfirmed(storage: Storage): Unconfirmed {
  let latest = 0;
  const entriesUnder = (prefix: string): (Entry & { readonly key: string })[] =>
    Object.keys(storage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        const entry = readEntry(storage, key);
        return entry ? [{ ...entry, key }] : [];
      });
  const entries = (document: string): Entry[] => entriesUnder(keyOf(document));
  for (const { key, time } of entriesUnder(PREFIX)) {
    if (time < Date.now() - FORGOTTEN) storage.removeItem(key);
    // Behind those of a tab that was closed in this millisecond.
    else latest = Math.max(latest, time);
  }

  return {
    of: (document) =>
      entries(document)
        .toSorted((a, b) => a.time - b.time)
        .map(({ edit, patch }) => ({ edit, patch })),
    keep(document, { edit, patch }) {
      // Made in one millisecond, they still have an order.
      latest = Math.max(Date.now(), latest + 0.001);
      const key = keyOf(document, edit);
      try {
        storage.setItem(
          key,
          JSON.stringify({ edit, patch, time: readEntry(storage, key)?.time ?? latest } satisfies Entry),
        );
      } catch {
        // No room or no permission: the edit lives as long as the tab.
      }
    },
    drop: (document, edit) => storage.removeItem(keyOf(document, edit)),
    dropAll(document) {
      for (const { edit } of entries(document)) storage.removeItem(keyOf(document, edit));
    },
  };
}

function readEntry(storage: Storage, key: string): Entry | undefined {
  try {
    return (JSON.parse(storage.getItem(key) ?? 'null') as Entry | null) ?? undefined;
  } catch {
    return undefined;
  }
}
