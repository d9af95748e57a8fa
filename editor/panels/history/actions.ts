/** Actions on a finished run and its pictures. */
import type { PictureFile, RunInfo } from '../../../engine/protocol/index.ts';
import { pictureInputs } from '../../controls/pictures/picture-inputs.ts';
import { downloadPicture, usePicture } from '../../controls/viewer/take.ts';
import { replaceWorkflow } from '../../document/commands/index.ts';
import type { Action, Editor } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { undoOf } from '../undo-of.ts';
import { resultPictures } from '../text/run.ts';
import { readFlatId } from '../../document/nested/path.ts';
import { selectItem } from '../ui/select-item.ts';
import { runDetail } from './details.ts';
import { t } from '../../i18n/t.ts';

/** Opens the graph of a run as a new document. */
export async function openGraph(editor: Editor, run: RunInfo): Promise<void> {
  const detail = await attempt(editor, () => runDetail(editor.api, run.id));
  if (detail) await editor.work.open({ workflow: detail.workflow });
}

/** Replaces the shown graph with that of a run, as one undo step. Without a shown document, opens it. */
export async function restoreGraph(editor: Editor, run: RunInfo): Promise<void> {
  const session = editor.session.peek();
  if (!session) return openGraph(editor, run);
  const detail = await attempt(editor, () => runDetail(editor.api, run.id));
  if (!detail) return;
  const number = String(run.number);
  const name = t('Restore run {number}', { number });
  session.runWhole(replaceWorkflow(session.whole.peek(), detail.workflow, name));
  editor.notify('done', t('The graph of run {number} is back.', { number }), undoOf(session, name));
}

/** Runs the same graph again, with the same seeds. */
export async function runAgain(editor: Editor, run: RunInfo): Promise<void> {
  await attempt(editor, async () => {
    const { workflow, targets, document } = await runDetail(editor.api, run.id);
    await editor.api.run({
      workflow,
      ...(targets ? { targets } : {}),
      ...(document === undefined ? {} : { document }),
    });
  });
}

/**
 * Loads a picture by the selected node that loads pictures, or by the only such node; in the form, by the first.
 * Without one, adds a node.
 */
export async function useAsInput(editor: Editor, picture: PictureFile): Promise<void> {
  const session = editor.session.peek();
  if (!session) return;
  const { nodes } = session.document.workflow.peek();
  const types = editor.types.peek();
  const loaders = Object.keys(nodes).filter((id) => pictureInputs(types.get(nodes[id]?.type ?? '')?.inputs).length > 0);
  const [first, second] = loaders;
  const isChosen = loaders.some((id) => session.selection.peek().has(id));
  if (first !== undefined && !isChosen && (second === undefined || editor.settings.peek().view === 'form'))
    selectItem(session, first);
  await usePicture(editor, picture);
}

/** Shows the node that made a run fail, in the run's document or else in its graph. */
export async function showFailure(editor: Editor, run: RunInfo): Promise<void> {
  const [failure] = run.failures;
  const own = editor.sessions.peek().find(({ document }) => document.id === run.document);
  if (!failure) return;
  if (own) editor.session.value = own;
  else await openGraph(editor, run);
  // A node inside an expansion is not on the canvas. Show the node that expanded.
  const { path, node } = readFlatId(failure.inner ?? failure.node);
  editor.reveal(node, undefined, path);
}

/** Opens the viewer with all pictures of some runs. @param url the picture to start with. */
export function viewPictures(editor: Editor, runs: readonly RunInfo[], url: string): void {
  const urls = runs.flatMap((run) => resultPictures(run).map((file) => file.url));
  editor.dialog.value = { kind: 'viewer', urls, index: Math.max(0, urls.indexOf(url)) };
}

function act(id: string, title: string, run: () => unknown, enabled?: () => boolean): Action {
  return { id: `history.${id}`, title, group: 'Run', run, enabled };
}

/** Compares two runs, the older one on the left. */
export function compareRuns(editor: Editor, a: RunInfo, b: RunInfo): void {
  editor.dialog.value = { kind: 'compare-runs', runs: a.number < b.number ? [a.id, b.id] : [b.id, a.id] };
}

/** The menu of a run. @param before the run before it, to compare with. */
export function runActions(
  editor: Editor,
  run: RunInfo,
  before: RunInfo | undefined,
  remove: (run: RunInfo) => void,
): Action[] {
  const [picture] = resultPictures(run);
  return [
    ...(picture ? [act('view', t('View'), () => viewPictures(editor, [run], picture.url))] : []),
    act('open', t('Open its graph in a new tab'), () => openGraph(editor, run)),
    act(
      'restore',
      t('Restore its graph here'),
      () => restoreGraph(editor, run),
      () => editor.session.peek() !== undefined,
    ),
    act('again', t('Run again'), () => runAgain(editor, run)),
    ...(before
      ? [
          act('compare', t('Compare with run {number}', { number: String(before.number) }), () =>
            compareRuns(editor, run, before),
          ),
        ]
      : []),
    ...(picture
      ? [
          act('input', t('Use as input'), () => useAsInput(editor, picture)),
          act('download', t('Download'), () => downloadPicture(picture.url, picture.name)),
        ]
      : []),
    act('remove', t('Remove from history'), () => remove(run)),
  ];
}
