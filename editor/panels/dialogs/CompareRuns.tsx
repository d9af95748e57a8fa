/** Two runs side by side: their pictures, and how their graphs differ. */
import { useMemo } from 'preact/hooks';
import type { RunDetail } from '../../../engine/protocol/index.ts';
import { mountViewer } from '../../controls/viewer/viewer.ts';
import { diffWorkflows } from '../../document/diff.ts';
import type { DialogOf, Editor } from '../../editor-context.ts';
import { runDetail } from '../history/details.ts';
import type { DialogProps } from '../props.ts';
import { resultPictures, tookText } from '../text/run.ts';
import { DiffTable } from '../ui/DiffTable.tsx';
import { Modal } from '../ui/Modal.tsx';
import { useLoaded } from '../hooks/use-loaded.ts';
import { Host } from './Host.tsx';
import { t } from '../../i18n/t.ts';

export interface CompareRunsProps extends DialogProps {
  /** Ids of the runs. */
  readonly runs: readonly [string, string];
}

export function CompareRuns({ editor, runs, onClose }: CompareRunsProps) {
  const loaded = useLoaded(runs.join(' '), () => Promise.all(runs.map((id) => runDetail(editor.api, id))));
  const [a, b] = loaded.state === 'done' ? loaded.value : [];
  return (
    <Modal
      title={a && b ? t('Runs {a} and {b}', { a: a.number, b: b.number }) : t('Compare runs')}
      size="large"
      onClose={onClose}
    >
      {loaded.state === 'loading' && (
        <p class="pn-none" role="status">
          {t('Loading…')}
        </p>
      )}
      {loaded.state === 'failed' && (
        <p class="pn-none" role="alert">
          {loaded.message}
        </p>
      )}
      {a && b && <Comparison editor={editor} a={a} b={b} />}
    </Modal>
  );
}

/** "Run 7 · 12 s". */
function titleOf(run: RunDetail): string {
  return [t('Run {number}', { number: run.number }), tookText(run)].filter((part) => part !== undefined).join(' · ');
}

function Comparison({ editor, a, b }: { readonly editor: Editor; readonly a: RunDetail; readonly b: RunDetail }) {
  const differences = useMemo(() => diffWorkflows(a.workflow, b.workflow, { types: editor.types.peek() }), [a, b]);
  const [left, right] = [resultPictures(a)[0], resultPictures(b)[0]];
  const dialog = useMemo(
    (): DialogOf<'viewer'> | undefined =>
      left && right && { kind: 'viewer', urls: [left.url], index: 0, compare: right.url },
    [left?.url, right?.url],
  );
  return (
    <div class="pn-compare">
      {dialog && <Host class="pn-compare-pictures" of={dialog} mount={(host) => mountViewer(editor, dialog, host)} />}
      <div class="pn-compare-table">
        {differences.length === 0 ? (
          <p class="pn-none">{t('Both ran the same graph with the same values.')}</p>
        ) : (
          <DiffTable differences={differences} before={titleOf(a)} after={titleOf(b)} />
        )}
      </div>
    </div>
  );
}
