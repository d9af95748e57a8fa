/** The activity of the shown document: its latest run, and the pictures of its nodes as they are now. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { Forecasts } from '../../../client/forecast.ts';
import type { RunWorkflows } from '../../../client/run-workflows.ts';
import type { Runs } from '../../../client/runs.ts';
import { shownPictures } from '../../../client/shown-pictures.ts';
import type { Activity, Editor } from '../../../editor-context.ts';

export interface ActivityContext {
  readonly session: Editor['session'];
  readonly runs: Runs;
  readonly outlook: Forecasts['outlook'];
  readonly workflows: RunWorkflows;
}

const NO_ACTIVITY: Activity = { run: undefined, nodes: {}, previews: {}, pictures: {}, earlier: {} };

export function createActivity({ session, runs, outlook, workflows }: ActivityContext): ReadonlySignal<Activity> {
  const document = computed(() => session.value?.document.id);
  const own = computed(() => (document.value === undefined ? NO_ACTIVITY : runs.activityOf(document.value)));
  const latest = computed(() => own.value.pictures);
  /** The latest pictures when the outlook came. */
  const basis = computed(() => [outlook.value, latest.peek()] as const);
  let before: Activity['pictures'] = {};
  const shown = computed(() => {
    const [known, pictures] = basis.value;
    if (!known) return { pictures: latest.value, earlier: {} };
    const made = shownPictures({
      runs: runs.list.value.filter((run) => run.document === document.value),
      latest: latest.value,
      basis: pictures,
      outlook: known,
      before,
      workflowOf: (run) => workflows.of(run),
    });
    before = made.pictures;
    return made;
  });
  return computed(() => {
    const path = session.value?.path.value ?? [];
    const [instance] = path;
    if (instance === undefined || document.value === undefined) return { ...own.value, ...shown.value };
    const inside = runs.activityOf(document.value, path);
    // The outlook knows the instance as a whole: when its pictures are of an earlier state, so are those inside.
    const earlier = shown.value.earlier[instance];
    const nodes = earlier === undefined ? [] : Object.keys(inside.pictures).map((node) => [node, earlier] as const);
    return { ...inside, earlier: Object.fromEntries(nodes) };
  });
}
