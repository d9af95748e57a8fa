/** The acts that the gallery offers for selected pictures. */
import type { GalleryPicture } from '../../../engine/protocol/index.ts';
import { ApiError } from '../../client/api.ts';
import { downloadPicture } from '../../controls/viewer/take.ts';
import type { Action, Editor } from '../../editor-context.ts';
import type { IconName } from '../../icons.ts';
import { t } from '../../i18n/t.ts';
import { messageOf } from '../../words.ts';
import { attempt } from '../attempt.ts';
import { runDetail } from '../history/details.ts';
import { useAsInput } from '../history/actions.ts';
import type { GalleryPictures } from './pictures.ts';

/** Pictures of one order to the server, at most. */
export const MOST = 1000;
/** Pictures before and after the shown one that the viewer can go to. */
const NEIGHBOURS = 50;

export interface GalleryContext {
  readonly editor: Editor;
  readonly pictures: GalleryPictures;
  /** Shows again what was shown before the gallery. */
  readonly close: () => void;
}

export interface Act {
  readonly id: 'view' | 'compare' | 'star' | 'open' | 'input' | 'download' | 'delete';
  readonly title: string;
  readonly icon: IconName;
  readonly isEnabled: boolean;
  readonly run: () => unknown;
}

/** @param chosen the selected pictures, in the order of the gallery. */
export function actsOf(context: GalleryContext, chosen: readonly GalleryPicture[]): readonly Act[] {
  const { editor, pictures } = context;
  const [first, second] = chosen;
  const [any, one] = [first !== undefined, first !== undefined && second === undefined];
  const isStarred = any && chosen.every((picture) => picture.isStarred);
  const act = (id: Act['id'], title: string, icon: IconName, isEnabled: boolean, run: Act['run']): Act => ({
    id,
    title,
    icon,
    isEnabled,
    run,
  });
  return [
    act('view', t('View'), 'maximize', any, () => first && view(editor, one ? pictures.list.peek() : chosen, first)),
    act(
      'compare',
      t('Compare'),
      'columns2',
      chosen.length === 2,
      () => first && second && compare(editor, first, second),
    ),
    act('star', isStarred ? t('Remove the star') : t('Star'), 'star', any, () => star(context, chosen, !isStarred)),
    act('open', t('Open its workflow'), 'workflow', one, () => first && openWorkflow(context, first)),
    act('input', t('Use as input'), 'imagePlus', one && editor.session.value !== undefined, async () => {
      if (first) await useAsInput(editor, first);
      context.close();
    }),
    act('download', t('Download'), 'download', any, () => download(editor, chosen)),
    act('delete', t('Delete'), 'trash2', any, () => discard(context, chosen)),
  ];
}

/** The same acts as a menu. */
export function menuOf(acts: readonly Act[]): Action[] {
  return acts
    .filter(({ isEnabled }) => isEnabled)
    .map(({ id, title, run }) => ({ id: `gallery.${id}`, title, group: 'View', run }));
}

/** Opens the viewer. @param all the pictures it can go to. */
export function view({ dialog }: Editor, all: readonly GalleryPicture[], shown: GalleryPicture): void {
  const at = Math.max(
    0,
    all.findIndex(({ id }) => id === shown.id),
  );
  const start = Math.max(0, at - NEIGHBOURS);
  const urls = all.slice(start, at + NEIGHBOURS + 1).map(({ url }) => url);
  dialog.value = { kind: 'viewer', urls, index: at - start };
}

/** Compares two pictures, the older one with the newer. */
function compare({ dialog }: Editor, newer: GalleryPicture, older: GalleryPicture): void {
  dialog.value = { kind: 'viewer', urls: [older.url, newer.url], index: 0, compare: newer.url };
}

export async function star(
  { editor, pictures }: GalleryContext,
  chosen: readonly GalleryPicture[],
  isStarred: boolean,
): Promise<void> {
  const ids = chosen.slice(0, MOST).map(({ id }) => id);
  pictures.change(new Set(ids), { isStarred });
  const done = await attempt(editor, () => editor.api.starPictures(ids, isStarred));
  if (!done) pictures.change(new Set(ids), { isStarred: !isStarred });
}

/** Opens the workflow that made a picture as a new document: that of its run, or else the one in the picture. */
async function openWorkflow({ editor, close }: GalleryContext, picture: GalleryPicture): Promise<void> {
  const workflow = await workflowOfRun(editor, picture.run);
  if (workflow) await editor.work.open({ workflow });
  else {
    const file = await attempt(editor, async () => (await fetch(picture.url)).blob());
    if (!file) return;
    await editor.work.openFile(new File([file], picture.name.split('/').at(-1) ?? '', { type: picture.mediaType }));
  }
  close();
}

/** Undefined when the run is no longer in the history. */
async function workflowOfRun({ api, notify }: Editor, run: string | undefined) {
  if (run === undefined) return undefined;
  try {
    return (await runDetail(api, run)).workflow;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) notify('error', messageOf(error));
    return undefined;
  }
}

/** One picture as it is, several as a ZIP file. */
async function download(editor: Editor, chosen: readonly GalleryPicture[]): Promise<void> {
  const [first, second] = chosen;
  if (first && !second) return downloadPicture(first.url, first.name);
  const zip = await attempt(editor, () => editor.api.zipPictures(chosen.slice(0, MOST).map(({ id }) => id)));
  if (zip) downloadPicture(zip.url, 'inkloom-pictures.zip');
}

export async function discard({ editor, pictures }: GalleryContext, chosen: readonly GalleryPicture[]): Promise<void> {
  const gone = await attempt(editor, () => editor.api.deletePictures(chosen.slice(0, MOST).map(({ id }) => id)));
  if (!gone) return void pictures.refresh();
  pictures.drop(new Set(chosen.slice(0, MOST).map(({ id }) => id)));
  const count = gone.ids.length;
  editor.notify('done', t('{count, plural, one {Picture deleted.} other {# pictures deleted.}}', { count }), {
    title: t('Undo'),
    run: () => void attempt(editor, () => editor.api.restorePictures(gone.ids)),
  });
}
