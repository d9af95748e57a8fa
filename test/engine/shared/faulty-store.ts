/** A store whose questions fail when a test says so. */
import type { ContentStore } from '../../../engine/store/content-store.ts';
import { StoreError } from '../../../engine/store/store-error.ts';

/** @param fails called before each question. */
export function faulty(store: ContentStore, fails: () => boolean): ContentStore {
  return {
    address: store.address,
    shelf: (name) =>
      new Proxy(store.shelf(name), {
        get(shelf, property) {
          const method: unknown = Reflect.get(shelf, property);
          if (typeof method !== 'function') return method;
          return async (...given: unknown[]): Promise<unknown> => {
            if (fails()) throw new StoreError('unreachable', 'Nobody answers.');
            return Reflect.apply(method as (...all: unknown[]) => unknown, shelf, given);
          };
        },
      }),
    check: () => store.check(),
    close: () => store.close(),
  };
}
