/** The pictures of the gallery that a query finds, loaded page by page. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { GalleryPage, GalleryPicture, GalleryQuery } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';
import { messageOf } from '../../words.ts';

/** Pictures of a page. */
export const PAGE_SIZE = 100;

export interface GalleryPictures {
  /** The loaded ones, the latest first. Those of the query before, until the first page of a new one is there. */
  readonly list: ReadonlySignal<readonly GalleryPicture[]>;
  /** Number of all that the query finds, at most 10,000; undefined before the first page. */
  readonly count: ReadonlySignal<number | undefined>;
  readonly loading: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<string | undefined>;
  /** Asks for the first page of a query. */
  ask(query: GalleryQuery): Promise<void>;
  /** Loads the next page, unless one is being loaded or none is left. @param most pictures of the page. */
  more(most?: number): Promise<void>;
  /** Whether there is nothing more to load. */
  isComplete(): boolean;
  /** Asks for the first page again, because the gallery changed. The pages after it stay. */
  refresh(): Promise<void>;
  /** Shows a change before the server has answered. */
  change(ids: ReadonlySet<number>, change: Partial<GalleryPicture>): void;
  drop(ids: ReadonlySet<number>): void;
}

export function createPictures(api: Pick<Api, 'gallery'>): GalleryPictures {
  const list = signal<readonly GalleryPicture[]>([]);
  const count = signal<number | undefined>(undefined);
  const loading = signal(false);
  const error = signal<string | undefined>(undefined);
  let query: GalleryQuery = {};
  let next: number | undefined;
  /** Counts the queries, so that the answer to an earlier one is not shown. */
  let asked = 0;

  const load = async (take: (page: GalleryPage) => void, before?: number, limit = PAGE_SIZE): Promise<void> => {
    const own = asked;
    loading.value = true;
    error.value = undefined;
    try {
      const page = await api.gallery(query, { limit, ...(before === undefined ? {} : { before }) });
      if (own === asked) take(page);
    } catch (failure) {
      if (own === asked) error.value = messageOf(failure);
    } finally {
      if (own === asked) loading.value = false;
    }
  };

  return {
    list,
    count,
    loading,
    error,
    async ask(wanted) {
      query = wanted;
      asked += 1;
      await load((page) => {
        list.value = page.pictures;
        count.value = page.count;
        next = page.next;
      });
    },
    async more(most) {
      if (loading.peek() || next === undefined) return;
      await load(
        (page) => {
          list.value = [...list.peek(), ...page.pictures];
          next = page.next;
        },
        next,
        most,
      );
    },
    isComplete: () => next === undefined,
    async refresh() {
      if (loading.peek()) return;
      await load((page) => {
        const last = page.pictures.at(-1)?.id ?? 0;
        const older = page.next === undefined ? [] : list.peek().filter(({ id }) => id < last);
        if (older.length === 0) next = page.next;
        list.value = [...page.pictures, ...older];
        count.value = page.count;
      });
    },
    change(ids, change) {
      list.value = list.peek().map((picture) => (ids.has(picture.id) ? { ...picture, ...change } : picture));
    },
    drop(ids) {
      list.value = list.peek().filter(({ id }) => !ids.has(id));
      if (count.peek() !== undefined) count.value = Math.max(0, (count.peek() ?? 0) - ids.size);
    },
  };
}
