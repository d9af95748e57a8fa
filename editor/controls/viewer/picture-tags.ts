/** Titles of pictures in the viewer. */
import type { Editor } from '../../editor-context.ts';
import { pictureTitle } from '../pictures/picture-title.ts';
import { type KnownPicture, knownPicture } from './facts.ts';
import { t } from '../../i18n/t.ts';

export function fullTitle(editor: Editor, { file }: KnownPicture): string {
  return pictureTitle(file, editor.session.peek()?.document.workflow.peek(), editor.types.peek());
}

/**
 * A short title that tells a picture from another one: its run, if the two runs differ.
 * @param other the picture that it is compared with. @param urls the pictures of the viewer.
 */
export function tagOf(editor: Editor, url: string, other: string | undefined, urls: readonly string[]): string {
  const known = knownPicture(editor, url);
  const against = knownPicture(editor, other ?? '');
  if (known?.run && against?.run !== known.run) return t('Run {number}', { number: known.run.number });
  // Pictures of one node have one title.
  const isClear = known && (!against || fullTitle(editor, against) !== fullTitle(editor, known));
  if (isClear || (known && !urls.includes(url))) return fullTitle(editor, known);
  return urls.includes(url) ? t('Picture {number}', { number: urls.indexOf(url) + 1 }) : t('Picture');
}
