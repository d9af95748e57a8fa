/** Finished runs, page after page: those the editor is told of, with older ones behind them as they are asked for. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';

export interface RunPages {
  /** Older runs that were loaded, the latest first. */
  readonly loaded: ReadonlySignal<readonly RunInfo[]>;
  readonly loading: ReadonlySignal<boolean>;
  /** Whether there is nothing older. */
  readonly complete: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<string | undefined>;
  /** Loads the next page, unless one is being loaded or nothing is left. */
  more(): Promise<void>;
  /** Runs that are no longer there. */
  drop(ids: readonly string[]): void;
}

/** @param document only its runs; undefined: all. @param size runs on a page. */
export function createRunPages(api: Pick<Api, 'runs'>, document?: string, size = 24): RunPages {
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
          limit: size,
          ...(before === undefined ? {} : { before }),
          ...(document === undefined ? {} : { document }),
        });
        complete.value = page.length < size;
        if (page.length > 0) oldest.value = Math.min(...page.map(({ number }) => number));
        pages.value = [...pages.peek(), ...page];
      } catch (failure) {
        error.value = failure instanceof Error ? failure.message : String(failure);
      } finally {
        loading.value = false;
      }
    },
    drop(ids) {
      pages.value = pages.peek().filter(({ id }) => !ids.includes(id));
    },
  };
}

export function isFinished({ state }: RunInfo): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/**
 * Everything finished, each run once and as it was heard of last, the latest first.
 * @param live what the editor is told of; it wins over what was loaded.
 */
export function finishedRuns(live: readonly RunInfo[], loaded: readonly RunInfo[], document?: string): RunInfo[] {
  const byId = new Map([...loaded, ...live].map((run) => [run.id, run]));
  return [...byId.values()]
    .filter((run) => isFinished(run) && (document === undefined || run.document === document))
    .toSorted((a, b) => b.number - a.number);
}
