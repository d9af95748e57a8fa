/**
 * Storage of the browser, shared by its tabs or for one tab. The editor works without it when it is full or blocked.
 */
export interface Shelf {
  /** @returns null when there is no value. */
  read(key: string): unknown;
  /** Stores a JSON value. Undefined removes it. */
  write(key: string, value: unknown): void;
  /** The keys that begin like this. */
  names(prefix: string): readonly string[];
}

function shelf(storage: () => Storage): Shelf {
  return {
    read(key) {
      try {
        return JSON.parse(storage().getItem(`inkloom.${key}`) ?? 'null') as unknown;
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        if (value === undefined) storage().removeItem(`inkloom.${key}`);
        else storage().setItem(`inkloom.${key}`, JSON.stringify(value));
      } catch {
        // Storing is only a convenience.
      }
    },
    names(prefix) {
      try {
        const keys = Object.keys(storage()).filter((key) => key.startsWith(`inkloom.${prefix}`));
        return keys.map((key) => key.slice('inkloom.'.length));
      } catch {
        return [];
      }
    },
  };
}

export const browserShelf = shelf(() => localStorage);
export const tabShelf = shelf(() => sessionStorage);
