/** The run that is being worked on: how far it is, at which node, and how long it will take. */
import { formatSeconds, type RunInfo } from '../../../engine/protocol/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { secondsLeft } from '../text/time.ts';
import { IconButton } from '../ui/Button.tsx';
import { Progress } from '../ui/Progress.tsx';
import { useNow } from '../ui/use-now.ts';

interface Place {
  readonly title: string;
  readonly step: string | undefined;
}

/** Where the run is, when it is one of the shown document. */
function placeOf(editor: Editor, run: RunInfo): Place | undefined {
  const { run: shown, nodes } = editor.activity.value;
  const session = editor.session.value;
  if (shown?.id !== run.id || !session) return undefined;
  const [id, activity] = Object.entries(nodes).find(([, { state }]) => state === 'running') ?? [];
  if (id === undefined) return undefined;
  const step =
    activity?.value !== undefined && activity.max !== undefined ? `${activity.value} of ${activity.max}` : undefined;
  return { title: nodeTitle(session.document.workflow.value, editor.types.value, id), step };
}

export function RunningRun({ editor, run }: { readonly editor: Editor; readonly run: RunInfo }) {
  const now = useNow(1000);
  const elapsed = Math.max(0, (now - (run.started ?? now)) / 1000);
  const left = secondsLeft(run.progress, elapsed);
  const place = placeOf(editor, run);
  return (
    <article class="pn-running" aria-label={`Run ${run.number}, ${run.name}, running`}>
      <header class="pn-row">
        <span class="pn-number">{run.number}</span>
        <span class="pn-grow pn-strong pn-clip">{run.name}</span>
        <IconButton
          icon="x"
          label={`Cancel run ${run.number}`}
          onClick={() => void attempt(editor, () => editor.api.cancelRun(run.id))}
        />
      </header>
      <Progress value={run.progress} label={`Progress of run ${run.number}`} />
      <p class="pn-row pn-small">
        <span class="pn-grow pn-clip">
          {place ? `${place.title}${place.step === undefined ? '' : `, step ${place.step}`}` : 'Working'}
        </span>
        <span class="pn-figures">
          {formatSeconds(elapsed)}
          {left === undefined ? '' : `, ${formatSeconds(left)} left`}
        </span>
      </p>
      {run.attempt > 1 && <p class="pn-small pn-resumed">Went on after a restart</p>}
    </article>
  );
}
