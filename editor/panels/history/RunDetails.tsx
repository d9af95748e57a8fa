/** The selected run of the gallery: its prompt, seed and failures, and what can be done with it. */
import type { RunInfo } from '../../../engine/protocol/index.ts';
import { downloadPicture } from '../../controls/viewer/take.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { excerpt, resultPictures, STATE_TEXT, tookText } from '../text/run.ts';
import { agoText } from '../text/time.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { compareRuns, openGraph, restoreGraph, runAgain, showFailure, useAsInput } from './actions.ts';
import { Icon } from '../../Icon.tsx';
import { useMadeOf } from './use-made-of.ts';
import { t } from '../../i18n/t.ts';
import { said } from '../../i18n/said.ts';

/** The most characters of the prompt. */
const LONG_EXCERPT = 160;

export interface RunDetailsProps {
  readonly editor: Editor;
  readonly run: RunInfo;
  /** The run before it, to compare with. */
  readonly before: RunInfo | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly onRemove: (run: RunInfo) => void;
}

export function RunDetails({ editor, run, before, now, onRemove }: RunDetailsProps) {
  const { prompt, seed, detail } = useMadeOf(editor, run.id) ?? {};
  const workflow = detail?.workflow;
  const pictures = resultPictures(run);
  const [picture] = pictures;
  // A space keeps the height of the line while the graph is loading.
  const noPrompt = workflow ? t('No prompt') : ' ';
  const facts = [
    t(STATE_TEXT[run.state]),
    agoText(run.ended ?? run.created, now),
    tookText(run),
    seed === undefined ? undefined : t('seed {seed}', { seed }),
  ].filter((fact) => fact !== undefined);
  return (
    <section class="pn-run-details" aria-label={t('Run {number}', { number: String(run.number) })}>
      <p class="pn-row">
        <span class="pn-number">{run.number}</span>
        <span class="pn-strong pn-grow pn-clip">{run.name}</span>
        {before && (
          <IconButton
            icon="gitCompareArrows"
            label={t('Compare with run {number}', { number: String(before.number) })}
            onClick={() => compareRuns(editor, run, before)}
          />
        )}
        <IconButton icon="trash2" label={t('Remove from history')} danger onClick={() => onRemove(run)} />
      </p>
      <p class="pn-small pn-figures pn-start">{facts.join(' · ')}</p>
      {run.attempt > 1 && <p class="pn-small pn-resumed">{t('Resumed after a restart')}</p>}
      <p class="pn-prompt">{prompt === undefined ? noPrompt : excerpt(prompt, LONG_EXCERPT)}</p>
      {run.failures.map((failure) => (
        <button
          key={failure.node}
          type="button"
          class="pn-issue pn-issue-error"
          onClick={() => void showFailure(editor, run)}
        >
          <Icon name="circleAlert" />
          <span>
            <strong>
              {workflow
                ? nodeTitle(workflow, editor.types.value, failure.node.split('/')[0] ?? failure.node)
                : failure.node}
            </strong>
            <span>{said(failure.message)}</span>
          </span>
        </button>
      ))}
      <div class="pn-actions">
        <Button
          icon="rotateCcw"
          title={t('Replace the shown graph with the one of this run. You can undo that')}
          onClick={() => void restoreGraph(editor, run)}
        >
          {t('Restore')}
        </Button>
        <Button
          icon="play"
          title={t('Run the same graph with the same seeds')}
          onClick={() => void runAgain(editor, run)}
        >
          {t('Again')}
        </Button>
        <IconButton
          icon="folderOpen"
          label={t('Open its graph in a new tab')}
          onClick={() => void openGraph(editor, run)}
        />
        {picture && (
          <IconButton icon="image" label={t('Use as input')} onClick={() => void useAsInput(editor, picture)} />
        )}
        {picture && (
          <IconButton
            icon="download"
            label={t('Download the picture')}
            onClick={() => pictures.forEach(({ url, name }) => downloadPicture(url, name))}
          />
        )}
      </div>
    </section>
  );
}
