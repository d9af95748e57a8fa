/**
 * The pictures that one can be compared with: its neighbours, those of its node in earlier runs, those the graph loads.
 */
import type { Editor } from '../../editor-context.ts';
import { inputPictures, smaller } from '../pictures/loadable-pictures.ts';
import { pictureInputs } from '../pictures/picture-inputs.ts';
import type { PickerItem } from '../widgets/picker.ts';
import { knownPicture } from './facts.ts';
import { t } from '../../i18n/t.ts';

/** The most earlier runs to offer. */
const MOST_RUNS = 8;
/** Width of the thumbnails in the list, in pixels. */
const THUMBNAIL = 96;

/** @param urls the pictures of the viewer. @param shown the picture to compare, which is not offered. */
export function comparable(editor: Editor, urls: readonly string[], shown: string): readonly PickerItem[] {
  const found = new Map<string, string>();
  const add = (url: string, title: string): void => {
    if (url !== shown && !found.has(url)) found.set(url, title);
  };
  for (const [index, url] of urls.entries()) add(url, t('Picture {number}', { number: index + 1 }));
  for (const { url, title } of earlier(editor, shown)) add(url, title);
  for (const { url, title } of loaded(editor)) add(url, title);
  return [...found].map(([url, title]) => ({ value: url, title, picture: smaller(url, THUMBNAIL) }));
}

interface Candidate {
  readonly url: string;
  readonly title: string;
}

/** The first picture that the same node made in each earlier run of the same document, latest first. */
function earlier(editor: Editor, shown: string): readonly Candidate[] {
  const known = knownPicture(editor, shown);
  const node = known && 'node' in known.file ? known.file.node : undefined;
  const { run } = known ?? {};
  if (!run || node === undefined) return [];
  return editor.runs
    .peek()
    .filter((each) => each.number < run.number && each.document === run.document)
    .flatMap(({ number, files }) => {
      const file = files.find((each) => each.node === node);
      return file ? [{ url: file.url, title: t('Run {number}', { number }) }] : [];
    })
    .slice(0, MOST_RUNS);
}

/** The pictures that the shown workflow loads. */
function loaded(editor: Editor): readonly Candidate[] {
  const nodes = Object.values(editor.session.peek()?.document.workflow.peek().nodes ?? {});
  const names = new Set(
    nodes.flatMap(({ type, inputs = {} }) =>
      pictureInputs(editor.types.peek().get(type)?.inputs).flatMap((input) => inputs[input] ?? []),
    ),
  );
  return (inputPictures(editor).files.peek() ?? [])
    .filter(({ name }) => names.has(name))
    .map(({ url, name }) => ({ url, title: name }));
}
