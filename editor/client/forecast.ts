/**
 * The forecast of the shown document: what a run would reuse and compute, and what is wrong with the workflow. The
 * server is asked a moment after each change, and only the answer to the latest question counts.
 */
import { batch, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ForecastResult, Issue, Workflow, WorkflowForecast } from '../../engine/protocol/index.ts';

/** What the server said of a state of the document. */
export interface Outlook {
  readonly workflow: Workflow;
  readonly results: NonNullable<ForecastResult['results']>;
}

export interface Forecasts {
  readonly forecast: ReadonlySignal<WorkflowForecast | undefined>;
  readonly issues: ReadonlySignal<readonly Issue[]>;
  /** What nodes would give, in the state the server was asked about last. It stays until the next answer. */
  readonly outlook: ReadonlySignal<Outlook | undefined>;
  /** The workflow that forecast and issues are about; undefined before the first answer. */
  readonly about: ReadonlySignal<Workflow | undefined>;
  /** Shows the issues for which the server refused a run. */
  refused(issues: readonly Issue[]): void;
  dispose(): void;
}

export interface ForecastOptions {
  readonly ask: (workflow: Workflow) => Promise<ForecastResult>;
  readonly shown: ReadonlySignal<{ readonly id: string; readonly workflow: Workflow } | undefined>;
  /** A new value asks again: a run ended, the cache was emptied, the server came back. */
  readonly occasion: ReadonlySignal<unknown>;
  /** Whether the server can be reached. It is asked as soon as it can. Default: always. */
  readonly online?: ReadonlySignal<boolean>;
  /** Milliseconds without a change before the server is asked. Default 300. */
  readonly delay?: number;
}

/** Milliseconds after an answer that was partial. */
const AGAIN = 5000;

export function createForecasts({ ask, shown, occasion, online, delay = 300 }: ForecastOptions): Forecasts {
  const forecast = signal<WorkflowForecast>();
  const issues = signal<readonly Issue[]>([]);
  const about = signal<Workflow>();
  const outlook = signal<Outlook>();
  /** Number of the latest question. Answers to earlier ones are ignored. */
  let question = 0;
  let document: string | undefined;
  let last: { readonly workflow: Workflow; readonly occasion: unknown } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (answer: ForecastResult | undefined, workflow: Workflow | undefined): void =>
    batch(() => {
      forecast.value = answer?.forecast;
      issues.value = answer?.issues ?? [];
      about.value = workflow;
      outlook.value = workflow && { workflow, results: answer?.results ?? {} };
    });
  const cancelQuestion = (): void => {
    clearTimeout(timer);
    question += 1;
  };
  const askLater = (workflow: Workflow, wait = delay): void => {
    cancelQuestion();
    const own = question;
    timer = setTimeout(() => {
      ask(workflow).then(
        (answer) => {
          if (own !== question) return;
          show(answer, workflow);
          if (answer.isPartial) askLater(workflow, AGAIN);
        },
        () => {
          // The server cannot be reached: the last answer stays.
        },
      );
    }, wait);
  };

  const dispose = effect(() => {
    const now = shown.value;
    const why = occasion.value;
    if (now?.id !== document) {
      // The forecast of one document must not be shown with another.
      show(undefined, undefined);
      cancelQuestion();
      document = now?.id;
      last = undefined;
    }
    if (!now || online?.value === false) return;
    const { workflow } = now;
    const isSameOccasion = last?.occasion === why;
    if (last && isSameOccasion && meansTheSame(last.workflow, workflow)) return;
    // After a run, the forecast made for it is no longer true.
    if (last && !isSameOccasion) forecast.value = undefined;
    last = { workflow, occasion: why };
    askLater(workflow);
  });

  return {
    forecast,
    issues,
    about,
    outlook,
    refused: (found) => (issues.value = found),
    dispose() {
      cancelQuestion();
      dispose();
    },
  };
}

/**
 * Whether two workflows give the same results. Unchanged parts keep their object identity; moving nodes changes
 * neither.
 */
export function meansTheSame(a: Workflow, b: Workflow): boolean {
  return a.nodes === b.nodes && a.subgraphs === b.subgraphs;
}
