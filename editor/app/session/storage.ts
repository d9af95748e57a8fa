/** What the browser keeps: settings for all tabs, places for one. A full or forbidden storage is worked without. */
export interface Shelf {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
}

export function shelf(storage: () => Storage): Shelf {
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
        // It is a convenience only.
      }
    },
  };
}

export const browserShelf = shelf(() => localStorage);
export const tabShelf = shelf(() => sessionStorage);
