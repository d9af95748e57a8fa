/**
 * Edits the server has not confirmed, kept by the browser so that closing the tab or losing the server loses none. Each
 * edit has an entry of its own, so that tabs of one document do not overwrite each other. The server makes an edit of
 * one id only once.
 */
import type { Edit } from '../document/command.ts';

export interface Unconfirmed {
  /** The edits of a document, in the order they were made. */
  of(document: string): readonly Edit[];
  /** Keeps an edit. An edit with the same id is replaced and keeps its place. */
  keep(document: string, edit: Edit): void;
  drop(document: string, edit: string): void;
  dropAll(document: string): void;
}

interface Entry extends Edit {
  /** When the edit was made, in milliseconds since 1970, raised by fractions to be unique. */
  readonly time: number;
}

const PREFIX = 'inkloom.edit/';
/** Milliseconds after which edits of documents that never came back are dropped: 30 days. */
const LIFETIME = 30 * 24 * 60 * 60 * 1000;
/** Milliseconds by which edits of the same millisecond differ. */
const TICK = 0.001;

/** @param storage tests bring their own. When it is full or forbidden, edits live as long as the tab. */
export function createUnconfirmed(storage: Storage): Unconfirmed {
  let latest = dropOld(storage);
  const entriesOf = (document: string): readonly Entry[] =>
    entriesUnder(storage, keyOf(document)).map(([, entry]) => entry);

  return {
    of: (document) =>
      entriesOf(document)
        .toSorted((a, b) => a.time - b.time)
        .map(({ edit, patch }) => ({ edit, patch })),
    keep(document, { edit, patch }) {
      latest = Math.max(Date.now(), latest + TICK);
      const key = keyOf(document, edit);
      const entry: Entry = { edit, patch, time: readEntry(storage, key)?.time ?? latest };
      try {
        storage.setItem(key, JSON.stringify(entry));
      } catch {
        // No room or no permission.
      }
    },
    drop: (document, edit) => storage.removeItem(keyOf(document, edit)),
    dropAll(document) {
      for (const { edit } of entriesOf(document)) storage.removeItem(keyOf(document, edit));
    },
  };
}

function keyOf(document: string, edit = ''): string {
  return `${PREFIX}${document}/${edit}`;
}

/** Drops entries that are too old. @returns the time of the latest entry, after which new edits are put. */
function dropOld(storage: Storage): number {
  const oldest = Date.now() - LIFETIME;
  let latest = 0;
  for (const [key, { time }] of entriesUnder(storage, PREFIX)) {
    if (time < oldest) storage.removeItem(key);
    else latest = Math.max(latest, time);
  }
  return latest;
}

function entriesUnder(storage: Storage, prefix: string): (readonly [key: string, entry: Entry])[] {
  const keys = Object.keys(storage).filter((key) => key.startsWith(prefix));
  return keys.flatMap((key) => {
    const entry = readEntry(storage, key);
    return entry ? [[key, entry] as const] : [];
  });
}

function readEntry(storage: Storage, key: string): Entry | undefined {
  try {
    return (JSON.parse(storage.getItem(key) ?? 'null') as Entry | null) ?? undefined;
  } catch {
    return undefined;
  }
}
