/** The mode that runs the shown document after every change. */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { RunInfo, Workflow } from '../../../../engine/protocol/index.ts';
import type { Api } from '../../../client/api.ts';
import { type Forecasts, meansTheSame } from '../../../client/forecast.ts';
import type { Editor, Session } from '../../../editor-context.ts';
import { isActive } from '../../../run-state.ts';

/** How long a graph has to rest before it runs, in milliseconds. */
const REST = 500;

export interface RunOnChangesContext {
  readonly api: Api;
  readonly session: Editor['session'];
  readonly settings: Editor['settings'];
  readonly runs: ReadonlySignal<readonly RunInfo[]>;
  readonly forecasts: Forecasts;
}

/** The latest graph the mode submitted for a document, or found when it first saw the document. */
interface Known {
  readonly workflow: Workflow;
  readonly run?: string | undefined;
}

/**
 * Starts the mode, which waits for `settings.autoRun`. At most one of its runs is active; an outdated one is cancelled.
 */
export function runOnChanges(
  { api, session, settings, forecasts, runs }: RunOnChangesContext,
  submit: (shown: Session) => Promise<RunInfo | undefined>,
): void {
  /** By document. */
  const known = new Map<string, Known>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const runNow = async (shown: Session): Promise<void> => {
    const { whole: workflow } = shown;
    const { id } = shown.document;
    const before = known.get(id)?.run;
    const outdated = runs.peek().find((each) => each.id === before && isActive(each));
    known.set(id, { workflow: workflow.peek() });
    if (outdated) await api.cancelRun(outdated.id).catch(() => undefined);
    const made = await submit(shown);
    // Taken after the run has advanced the seeds, which must not cause another run.
    known.set(id, { workflow: workflow.peek(), run: made?.id });
  };

  effect(() => {
    const shown = session.value;
    const { autoRun } = settings.value;
    clearTimeout(timer);
    if (!autoRun) return known.clear();
    if (!shown) return;
    const { id } = shown.document;
    const workflow = shown.whole.value;
    const last = known.get(id);
    // Switching the mode on runs the shown document. Another document that is only looked at does not run.
    if (!last && known.size > 0) return void known.set(id, { workflow });
    const isChanged = !(last && meansTheSame(last.workflow, workflow));
    if (canRun(forecasts, workflow) && isChanged) timer = setTimeout(() => void runNow(shown), REST);
  });
}

/** Whether the server has looked at this graph and found no issues. */
function canRun({ about, issues, forecast }: Forecasts, workflow: Workflow): boolean {
  const checked = about.value;
  const hasIssues = issues.value.length > 0;
  const hasForecast = forecast.value !== undefined;
  return checked !== undefined && meansTheSame(checked, workflow) && !hasIssues && hasForecast;
}
