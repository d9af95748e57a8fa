/**
 * What a run of the shown document would reuse and compute, and what is wrong with it: asked a moment after each
 * change, the latest question wins.
 */
import { batch, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Forecast, ForecastResult, Issue, Workflow } from '../../engine/protocol/index.ts';

export interface Forecasts {
  readonly forecast: ReadonlySignal<Forecast | undefined>;
  readonly issues: ReadonlySignal<readonly Issue[]>;
  /** The workflow the two are about; undefined before the first answer. */
  readonly about: ReadonlySignal<Workflow | undefined>;
  /** Takes the issues that came with the refusal of a run. */
  refused(issues: readonly Issue[]): void;
  dispose(): void;
}

export interface ForecastOptions {
  readonly ask: (workflow: Workflow) => Promise<ForecastResult>;
  readonly shown: ReadonlySignal<{ readonly id: string; readonly workflow: Workflow } | undefined>;
  /** A new value asks again: a run ended, the cache was emptied, the server came back. */
  readonly occasion: ReadonlySignal<unknown>;
  /** Whether the server can be asked; when it can again, it is. Default: always. */
  readonly online?: ReadonlySignal<boolean>;
  /** Milliseconds of quiet before asking; default 300. */
  readonly delay?: number;
}

export function createForecasts({ ask, shown, occasion, online, delay = 300 }: ForecastOptions): Forecasts {
  const forecast = signal<Forecast>();
  const issues = signal<readonly Issue[]>([]);
  const about = signal<Workflow>();
  let question = 0;
  let document: string | undefined;
  let last: { readonly workflow: Workflow; readonly occasion: unknown } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const dispose = effect(() => {
    const now = shown.value;
    const why = occasion.value;
    if (now?.id !== document) {
      // Nothing of one document may be shown with another.
      batch(() => ([forecast.value, issues.value, about.value] = [undefined, [], undefined]));
      clearTimeout(timer);
      [document, last] = [now?.id, undefined];
      question += 1;
    }
    if (!now || online?.value === false) return;
    const { workflow } = now;
    if (last && last.occasion === why && meansTheSame(last.workflow, workflow)) return;
    // What a run was to do is not what the next one will do.
    if (last && last.occasion !== why) forecast.value = undefined;
    last = { workflow, occasion: why };
    question += 1;
    const own = question;
    clearTimeout(timer);
    timer = setTimeout(() => {
      ask(workflow).then(
        (answer) => {
          if (own === question)
            batch(() => ([forecast.value, issues.value, about.value] = [answer.forecast, answer.issues, workflow]));
        },
        // Offline: the last answer stays.
        () => undefined,
      );
    }, delay);
  });

  return {
    forecast,
    issues,
    about,
    refused: (found) => (issues.value = found),
    dispose() {
      clearTimeout(timer);
      question += 1;
      dispose();
    },
  };
}

/** Moving nodes and renaming change no result. Parts that did not change are the same objects. */
export function meansTheSame(a: Workflow, b: Workflow): boolean {
  return a.nodes === b.nodes && a.subgraphs === b.subgraphs;
}
