/** The active run: its progress, the node it is at, and the time left. */
import type { RunInfo } from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { workerOf } from '../../client/fleet.ts';
import { attempt } from '../attempt.ts';
import { readingText } from '../text/reading.ts';
import { secondsLeft } from '../text/time.ts';
import { RunWords } from './RunWords.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Progress } from '../ui/Progress.tsx';
import { useNow } from '../hooks/use-now.ts';
import { t } from '../../i18n/t.ts';

interface Place {
  readonly title: string;
  /** `3 of 20` */
  readonly step: string | undefined;
}

/** The node the run is at. Known only for a run of the shown document. */
function placeOf(editor: Editor, run: RunInfo): Place | undefined {
  const { run: shown, nodes } = editor.activity.value;
  const session = editor.session.value;
  if (shown?.id !== run.id || !session) return undefined;
  const [id, activity] = Object.entries(nodes).find(([, { state }]) => state === 'running') ?? [];
  if (id === undefined) return undefined;
  const step =
    activity?.value !== undefined && activity.max !== undefined
      ? t('{done} of {count}', { done: activity.value, count: activity.max })
      : undefined;
  return { title: nodeTitle(session.document.workflow.value, editor.types.value, id), step };
}

function placeText(place: Place | undefined): string {
  if (!place) return t('Working…');
  return place.step === undefined ? place.title : t('{node}, step {step}', { node: place.title, step: place.step });
}

export function RunningRun({ editor, run }: { readonly editor: Editor; readonly run: RunInfo }) {
  const now = useNow(1000);
  const elapsed = Math.max(0, (now - (run.started ?? now)) / 1000);
  const left = secondsLeft(run.progress, elapsed);
  const place = placeOf(editor, run);
  const number = String(run.number);
  const worker = workerOf(editor.fleet.now.value, run.id)?.name;
  return (
    <article class="pn-running" aria-label={t('Run {number}, {name}, running', { number, name: run.name })}>
      <header class="pn-row">
        <span class="pn-number">{run.number}</span>
        <span class="pn-grow pn-strong pn-clip">{run.name}</span>
        <IconButton
          icon="x"
          label={t('Cancel run {number}', { number })}
          onClick={() => void attempt(editor, () => editor.api.cancelRun(run.id))}
        />
      </header>
      <RunWords editor={editor} run={run} />
      <Progress value={run.progress} label={t('Progress of run {number}', { number })} />
      <p class="pn-row pn-small">
        <span class="pn-grow pn-clip">{placeText(place)}</span>
        <span class="pn-figures">
          {left === undefined
            ? timeText(elapsed)
            : t('{elapsed}, {left} left', { elapsed: timeText(elapsed), left: timeText(left) })}
        </span>
      </p>
      {worker !== undefined && <p class="pn-small pn-clip">{t('On {worker}', { worker })}</p>}
      {run.reading && <p class="pn-small">{readingText(run.reading)}</p>}
      {run.attempt > 1 && <p class="pn-small pn-resumed">{t('Resumed after a restart')}</p>}
    </article>
  );
}
