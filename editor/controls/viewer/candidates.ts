/** What a picture can be compared with: its neighbours, what its node made in earlier runs, and the pictures the graph loads. */
import type { Editor } from '../../editor-context.ts';
import { inputPictures, smaller } from '../pictures/loadable-pictures.ts';
import type { PickerItem } from '../widgets/picker.ts';
import { knownPicture } from './facts.ts';

/** Most earlier runs that are offered. */
const MOST_RUNS = 8;
const THUMBNAIL = 96;

export function comparable(editor: Editor, urls: readonly string[], shown: string): readonly PickerItem[] {
  const found = new Map<string, string>();
  const add = (url: string, title: string): void => {
    if (url !== shown && !found.has(url)) found.set(url, title);
  };
  for (const [index, url] of urls.entries()) add(url, `Picture ${index + 1}`);
  for (const { url, title } of earlier(editor, shown)) add(url, title);
  for (const { url, title } of loaded(editor)) add(url, title);
  return [...found].map(([url, title]) => ({ value: url, title, picture: smaller(url, THUMBNAIL) }));
}

interface Candidate {
  readonly url: string;
  readonly title: string;
}

/** The first picture of the same node of each run of the same document, the latest first. */
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
      return file ? [{ url: file.url, title: `Run ${number}` }] : [];
    })
    .slice(0, MOST_RUNS);
}

/** What the shown workflow loads. */
function loaded(editor: Editor): readonly Candidate[] {
  const nodes = Object.values(editor.session.peek()?.document.workflow.peek().nodes ?? {});
  const names = new Set(
    nodes.flatMap(({ type, inputs = {} }) =>
      Object.entries(editor.types.peek().get(type)?.inputs ?? {})
        .filter(([, { kind }]) => kind === 'file')
        .flatMap(([input]) => (typeof inputs[input] === 'string' ? [inputs[input]] : [])),
    ),
  );
  return (inputPictures(editor).files.peek() ?? [])
    .filter(({ name }) => names.has(name))
    .map(({ url, name }) => ({ url, title: name }));
}
