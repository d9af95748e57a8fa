/** Running the shown document: by hand, several times, and by itself after each change. */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Issue, RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import { type Api, ApiError } from '../../client/api.ts';
import { type Forecasts, meansTheSame } from '../../client/forecast.ts';
import { sentenceOf } from '../../controls/fields/issue-text.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { advanceSeeds } from '../../document/commands/index.ts';
import { inputTitle, nodeTitle } from '../../document/naming/titles.ts';
import type { Editor, RunOptions, Session, Work } from '../../editor-context.ts';

export interface RunnerContext {
  readonly api: Api;
  readonly types: Editor['types'];
  readonly session: Editor['session'];
  readonly settings: Editor['settings'];
  readonly runs: ReadonlySignal<readonly RunInfo[]>;
  readonly forecasts: Forecasts;
  readonly notify: Editor['notify'];
  /** Shows a node people have to look at, and goes into its field. */
  readonly reveal: Editor['reveal'];
}

/** Milliseconds of quiet before a run by itself. */
const AUTO_DELAY = 500;

export const isActive = ({ state }: RunInfo): boolean => state === 'queued' || state === 'running';

export function createRunner(context: RunnerContext): Pick<Work, 'run' | 'cancel'> {
  const { api, types, session, settings, runs, forecasts, notify, reveal } = context;

  /** Says what is wrong with the graph, and shows where. */
  const complain = (issues: readonly Issue[]): void => {
    const first = issues.find(({ node }) => node !== '') ?? issues[0];
    if (!first) return;
    const text = issueText(session.peek()?.document.workflow.peek(), types.peek(), first);
    notify('error', issues.length === 1 ? text : `${text} And ${issues.length - 1} more.`);
    // A form has its own fields.
    if (first.node !== '' && settings.peek().view !== 'form') reveal(first.node, first.input);
  };

  const refused = (error: unknown, quiet: boolean): void => {
    if (!(error instanceof ApiError)) throw error;
    if (error.issues.length === 0) return notify('error', error.message);
    forecasts.refused(error.issues);
    if (!quiet) complain(error.issues);
  };

  const submit = async (
    shown: Session,
    { targets, front }: RunOptions,
    quiet: boolean,
  ): Promise<RunInfo | undefined> => {
    const { document } = shown;
    try {
      const run = await api.run({
        document: document.id,
        workflow: document.workflow.peek(),
        ...(targets ? { targets } : {}),
        ...(front ? { front } : {}),
      });
      const advance = advanceSeeds(document.workflow.peek(), types.peek());
      if (advance) shown.run(advance);
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
    const known = about && meansTheSame(about, shown.document.workflow.peek()) ? forecasts.issues.peek() : [];
    if (known.length > 0 && !options.targets) return complain(known);
    const times = options.batch ?? (options.targets ? 1 : settings.peek().batch);
    for (let count = 0; count < times; count += 1) {
      // One after the other: each run's seeds are those the one before left.
      if (!(await submit(shown, options, false))) return;
    }
  };

  const cancel = async (id?: string): Promise<void> => {
    const shown = session.peek();
    const own = runs.peek().find((each) => isActive(each) && each.document === shown?.document.id);
    const wanted = id ?? own?.id;
    if (wanted === undefined) return;
    try {
      await api.cancelRun(wanted);
    } catch (error) {
      notify('error', error instanceof Error ? error.message : String(error));
    }
  };

  followChanges(context, (shown) => submit(shown, {}, true));
  return { run, cancel };
}

/** With the names people see: "Size, Width: 100 is not a multiple of 16." */
function issueText(workflow: Workflow | undefined, types: NodeTypes, { node, input, message }: Issue): string {
  const of = workflow?.nodes[node];
  if (!workflow || !of) return message;
  const names = [
    nodeTitle(workflow, types, node),
    ...(input === undefined ? [] : [inputTitle(input, shapeOf(workflow, types, of.type).inputs[input])]),
  ];
  return `${names.join(', ')}: ${sentenceOf(message)}`;
}

/** The mode that runs whenever something changes: one run waits at most, and one that is outdated is cancelled. */
function followChanges(
  { api, session, settings, forecasts, runs }: RunnerContext,
  submit: (shown: Session) => Promise<RunInfo | undefined>,
): void {
  /** What was run last, or was there when the mode first saw the document, by document. */
  const known = new Map<string, { readonly workflow: Workflow; readonly run?: string | undefined }>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const runNow = async (shown: Session): Promise<void> => {
    const { id, workflow } = shown.document;
    const before = known.get(id)?.run;
    const outdated = runs.peek().find((each) => each.id === before && isActive(each));
    known.set(id, { workflow: workflow.peek() });
    if (outdated) await api.cancelRun(outdated.id).catch(() => undefined);
    const made = await submit(shown);
    // Seeds that moved on after the run are no reason for the next.
    known.set(id, { workflow: workflow.peek(), run: made?.id });
  };

  effect(() => {
    const shown = session.value;
    const { autoRun } = settings.value;
    clearTimeout(timer);
    if (!autoRun) return known.clear();
    if (!shown) return;
    const {
      id,
      workflow: { value: workflow },
    } = shown.document;
    const last = known.get(id);
    // Switched on it runs what is shown; a document that is only looked at is left alone.
    if (!last && known.size > 0) return void known.set(id, { workflow });
    const about = forecasts.about.value;
    const valid =
      about !== undefined &&
      meansTheSame(about, workflow) &&
      forecasts.issues.value.length === 0 &&
      forecasts.forecast.value !== undefined;
    if (valid && !(last && meansTheSame(last.workflow, workflow)))
      timer = setTimeout(() => void runNow(shown), AUTO_DELAY);
  });
}
