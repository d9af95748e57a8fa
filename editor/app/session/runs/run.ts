/** Running and cancelling the shown document. */
import type { Issue, RunInfo } from '../../../../engine/protocol/index.ts';
import { ApiError } from '../../../client/api.ts';
import { meansTheSame } from '../../../client/forecast.ts';
import type { RunWorkflows } from '../../../client/run-workflows.ts';
import { advanceAllSeeds } from '../../../document/nested/advance-seeds.ts';
import { flatId, readFlatId } from '../../../document/nested/path.ts';
import type { Editor, RunOptions, Session, Work } from '../../../editor-context.ts';
import { isActive } from '../../../run-state.ts';
import { messageOf } from '../../../words.ts';
import { issueText } from './issue-sentence.ts';
import { drawSeeds, runsAreEqual } from './equal-runs.ts';
import { runOnChanges, type RunOnChangesContext } from './run-on-changes.ts';
import { t } from '../../../i18n/t.ts';
import { said } from '../../../i18n/said.ts';

export interface RunnerContext extends RunOnChangesContext {
  readonly types: Editor['types'];
  readonly workflows: RunWorkflows;
  readonly notify: Editor['notify'];
  readonly reveal: Editor['reveal'];
}

export function createRunner(context: RunnerContext): Pick<Work, 'run' | 'cancel'> {
  const { api, types, session, settings, runs, workflows, forecasts, notify, reveal } = context;

  /** Reports the problems of the graph and shows the node of the first one. */
  const complain = (issues: readonly Issue[]): void => {
    const first = issues.find(({ node }) => node !== '') ?? issues[0];
    if (!first) return;
    const text = issueText(session.peek()?.whole.peek(), types.peek(), first);
    const more = issues.length - 1;
    notify('error', more === 0 ? text : t('{problem} And {count} more.', { problem: text, count: more }));
    // The form shows the problem at its own field.
    if (first.node !== '' && settings.peek().view !== 'form') {
      const { path, node } = readFlatId(first.inner ?? first.node);
      reveal(node, first.input, path);
    }
  };

  const refused = (error: unknown, quiet: boolean): void => {
    if (!(error instanceof ApiError)) throw error;
    if (error.issues.length === 0) return notify('error', said(error.message));
    forecasts.refused(error.issues);
    if (!quiet) complain(error.issues);
  };

  /** @param quiet leaves problems of the graph to the issue list. @returns undefined when the run was refused. */
  const submit = async (
    shown: Session,
    { targets, front }: RunOptions,
    quiet: boolean,
  ): Promise<RunInfo | undefined> => {
    const { document, whole, path } = shown;
    try {
      const workflow = whole.peek();
      const run = await api.run({
        document: document.id,
        workflow,
        ...(targets ? { targets: targets.map((node) => flatId(path.peek(), node)) } : {}),
        ...(front ? { front } : {}),
      });
      workflows.put(run.id, workflow);
      const advance = advanceAllSeeds(whole.peek(), types.peek());
      if (advance) shown.runWhole(advance);
      return run;
    } catch (error) {
      refused(error, quiet);
      return undefined;
    }
  };

  const run = async (options: RunOptions = {}): Promise<void> => {
    const shown = session.peek();
    if (!shown) return;
    const about = forecasts.about.peek();
    const known = about && meansTheSame(about, shown.whole.peek()) ? forecasts.issues.peek() : [];
    if (known.length > 0 && !options.targets) return complain(known);
    const times = options.targets ? 1 : settings.peek().batch;
    const areEqual = times > 1 && runsAreEqual(shown.whole.peek(), types.peek());
    const isDone = await submitTimes(shown, options, areEqual ? 1 : times);
    if (isDone && areEqual) offerSeeds(shown, options, times);
  };

  /** One at a time: each run starts from the seeds that the previous one left. @returns whether all were queued. */
  const submitTimes = async (shown: Session, options: RunOptions, times: number): Promise<boolean> => {
    for (let count = 0; count < times; count += 1) if (!(await submit(shown, options, false))) return false;
    return true;
  };

  /** One of several equal runs was queued: says so, and offers seeds of their own for the others. */
  const offerSeeds = (shown: Session, options: RunOptions, times: number): void => {
    const draw = drawSeeds(shown.whole.peek(), types.peek());
    const text = t('One run instead of {times}: all would be equal, because no seed changes.', { times });
    const rest = async (): Promise<void> => {
      const command = drawSeeds(shown.whole.peek(), types.peek());
      if (!command) return;
      shown.runWhole(command);
      await submitTimes(shown, options, times - 1);
    };
    notify(
      'info',
      text,
      draw && { title: t('Run {count} more with random seeds', { count: times - 1 }), run: () => void rest() },
    );
  };

  const cancel = async (): Promise<void> => {
    const document = session.peek()?.document.id;
    const active = runs.peek().find((each) => isActive(each) && each.document === document);
    if (!active) return;
    try {
      await api.cancelRun(active.id);
    } catch (error) {
      notify('error', messageOf(error));
    }
  };

  runOnChanges(context, (shown) => submit(shown, {}, true));
  return { run, cancel };
}
