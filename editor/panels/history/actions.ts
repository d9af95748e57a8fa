/** What can be done with a finished run and its pictures. */
import type { PictureFile, RunFile, RunInfo } from '../../../engine/server/protocol.ts';
import { addNode, replaceWorkflow, setInput } from '../../document/commands.ts';
import { boundsOf } from '../../document/geometry.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Action, Editor, Session } from '../../editor.ts';
import { attempt } from '../attempt.ts';
import { resultPictures } from '../text/run.ts';
import { runDetail } from './details.ts';

const DRAG_TYPE = 'application/x-inkloom-picture';

/** The graph of the run as a document of its own. */
export async function openGraph(editor: Editor, run: RunInfo): Promise<void> {
  const detail = await attempt(editor, () => runDetail(editor.api, run.id));
  if (detail) await editor.work.open({ workflow: detail.workflow });
}

/** The graph of the run in place of the shown one; undo brings that back. */
export async function restoreGraph(editor: Editor, run: RunInfo): Promise<void> {
  const session = editor.session.peek();
  if (!session) return openGraph(editor, run);
  const detail = await attempt(editor, () => runDetail(editor.api, run.id));
  if (!detail) return;
  session.run(replaceWorkflow(session.document.workflow.peek(), detail.workflow, `Restore run ${run.number}`));
  editor.notify('done', `The graph is that of run ${run.number}.`, { title: 'Undo', run: () => void session.document.undo() });
}

/** The same graph once more, exactly: seeds stay as they were. */
export async function runAgain(editor: Editor, run: RunInfo): Promise<void> {
  await attempt(editor, async () => {
    const { workflow, targets, document } = await runDetail(editor.api, run.id);
    await editor.api.run({ workflow, ...(targets ? { targets } : {}), ...(document === undefined ? {} : { document }) });
  });
}

/** Nodes of the shown document that load a picture, selected ones first. */
function loaders(editor: Editor, session: Session): { readonly node: string; readonly input: string }[] {
  const workflow = session.document.workflow.peek();
  const chosen = new Set(selectedOf(session.selection.peek(), 'node'));
  const all = Object.entries(workflow.nodes).flatMap(([node, { type }]) =>
    Object.entries(editor.types.peek().get(type)?.inputs ?? {}).flatMap(([input, { kind }]) => (kind === 'file' ? [{ node, input }] : [])));
  return all.toSorted((a, b) => Number(chosen.has(b.node)) - Number(chosen.has(a.node)));
}

/** The picture for the node that loads one: the selected, else the first, else a new one. */
export async function useAsInput(editor: Editor, { folder, name }: Pick<PictureFile, 'folder' | 'name'>): Promise<void> {
  const session = editor.session.peek();
  if (!session) return;
  const file = await attempt(editor, () => editor.api.useAsInput(folder, name));
  if (!file) return;
  const workflow = session.document.workflow.peek();
  const types = editor.types.peek();
  const [loader] = loaders(editor, session);
  const type = [...types.values()].find(({ inputs, outputs }) => Object.values(inputs).some(({ kind }) => kind === 'file') && Object.values(outputs).some(({ socket }) => socket.name === 'image'));
  const input = Object.entries(type?.inputs ?? {}).find(([, { kind }]) => kind === 'file')?.[0];
  if (loader) session.run({ ...setInput(workflow, types, loader.node, loader.input, file.name), select: [loader.node] });
  else if (type && input !== undefined) {
    const bounds = boundsOf(Object.values(workflow.view?.nodes ?? {}).map(({ x, y }) => ({ x, y, width: 0, height: 0 })));
    session.run(addNode(workflow, types, { type: type.type, at: { x: (bounds?.x ?? 320) - 320, y: bounds?.y ?? 0 }, inputs: { [input]: file.name } }));
  }
}

export function downloadPicture({ url, name }: Pick<PictureFile, 'url' | 'name'>): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name.split('/').at(-1) ?? name;
  link.click();
}

export function dragPicture(event: DragEvent, { folder, name, url, mediaType, width, height }: RunFile): void {
  const file: PictureFile = { folder, name, url, mediaType, width, height };
  event.dataTransfer?.setData(DRAG_TYPE, JSON.stringify(file));
  event.dataTransfer?.setData('text/uri-list', new URL(url, location.href).href);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
}

/** All pictures of some runs in the viewer, beginning with one. */
export function viewPictures(editor: Editor, runs: readonly RunInfo[], url: string): void {
  const urls = runs.flatMap((run) => resultPictures(run).map((file) => file.url));
  editor.dialog.value = { kind: 'viewer', urls, index: Math.max(0, urls.indexOf(url)) };
}

function act(id: string, title: string, run: () => unknown, enabled?: () => boolean): Action {
  return { id: `history.${id}`, title, group: 'Run', run, enabled };
}

/** The menu of a run. */
export function runActions(editor: Editor, run: RunInfo, remove: (run: RunInfo) => void): Action[] {
  const [picture] = resultPictures(run);
  return [
    ...(picture ? [act('view', 'View', () => viewPictures(editor, [run], picture.url))] : []),
    act('open', 'Open its graph in a new tab', () => openGraph(editor, run)),
    act('restore', 'Restore its graph here', () => restoreGraph(editor, run), () => editor.session.peek() !== undefined),
    act('again', 'Run again', () => runAgain(editor, run)),
    ...(picture ? [act('input', 'Use as input', () => useAsInput(editor, picture)), act('download', 'Download', () => downloadPicture(picture))] : []),
    act('remove', 'Remove from history', () => remove(run)),
  ];
}
