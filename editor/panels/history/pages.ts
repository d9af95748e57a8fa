/** Finished runs: those the server reports to the editor, followed by older ones, loaded page by page. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';
import { isActive } from '../../run-state.ts';
import { messageOf } from '../../words.ts';

/** The number of runs in a page. */
export const PAGE_SIZE = 24;

export interface RunPages {
  /** The loaded runs, latest first. */
  readonly loaded: ReadonlySignal<readonly RunInfo[]>;
  readonly loading: ReadonlySignal<boolean>;
  /** Whether there are no older runs. */
  readonly complete: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<string | undefined>;
  /** Loads the next page, unless one is being loaded or none is left. */
  more(): Promise<void>;
  /** Forgets runs that were deleted. */
  drop(ids: readonly string[]): void;
}

/** @param document whose runs to load. Undefined: those of all documents. */
export function createRunPages(api: Pick<Api, 'runs'>, document?: string): RunPages {
  const pages = signal<readonly RunInfo[]>([]);
  const oldest = signal<number | undefined>(undefined);
  const loading = signal(false);
  const complete = signal(false);
  const error = signal<string | undefined>(undefined);
  return {
    loaded: computed(() => pages.value),
    loading,
    complete,
    error,
    async more() {
      if (loading.peek() || complete.peek()) return;
      loading.value = true;
      error.value = undefined;
      try {
        const before = oldest.peek();
        const page = await api.runs({
          limit: PAGE_SIZE,
          ...(before === undefined ? {} : { before }),
          ...(document === undefined ? {} : { document }),
        });
        complete.value = page.length < PAGE_SIZE;
        if (page.length > 0) oldest.value = Math.min(...page.map(({ number }) => number));
        pages.value = [...pages.peek(), ...page];
      } catch (failure) {
        error.value = messageOf(failure);
      } finally {
        loading.value = false;
      }
    },
    drop(ids) {
      pages.value = pages.peek().filter(({ id }) => !ids.includes(id));
    },
  };
}

/**
 * All finished runs without repetition, latest first.
 * @param live the runs that the server reports, which are more recent than the loaded ones.
 */
export function finishedRuns(live: readonly RunInfo[], loaded: readonly RunInfo[], document?: string): RunInfo[] {
  const byId = new Map([...loaded, ...live].map((run) => [run.id, run]));
  return [...byId.values()]
    .filter((run) => !isActive(run) && (document === undefined || run.document === document))
    .toSorted((a, b) => b.number - a.number);
}
