/** The seed of a run and the beginning of its prompt, with the whole prompt as a tooltip. */
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { useLoaded } from '../hooks/use-loaded.ts';
import { excerpt, promptOf, seedOf } from '../text/run.ts';

/** Keeps its line while the graph of the run is loading. */
export function RunWords({ editor, run }: { readonly editor: Editor; readonly run: Pick<RunInfo, 'id'> }) {
  const loaded = useLoaded(run.id, () => editor.api.runDetail(run.id));
  const types = editor.types.value;
  const workflow = loaded.state === 'done' ? loaded.value.workflow : undefined;
  const prompt = workflow && promptOf(workflow, types);
  const seed = workflow && seedOf(workflow, types);
  const words = [
    // The seed first: a long prompt is cut off.
    ...(seed === undefined ? [] : [t('seed {seed}', { seed })]),
    ...(prompt === undefined ? [] : [excerpt(prompt)]),
  ];
  return (
    <span class="pn-small pn-clip pn-run-words" title={prompt}>
      {words.length > 0 ? words.join(' · ') : ' '}
    </span>
  );
}
