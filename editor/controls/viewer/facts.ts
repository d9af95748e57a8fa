/** Facts about a picture, found by its address: file, run, node, seeds, time. */
import {
  readEach,
  readLink,
  type PictureFile,
  type RunDetail,
  type RunFile,
  type RunInfo,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { earlierText } from '../pictures/earlier-text.ts';
import { inputPictures } from '../pictures/loadable-pictures.ts';
import { seedText } from '../fields/seed.ts';
import { t } from '../../i18n/t.ts';

export interface KnownPicture {
  readonly file: PictureFile | RunFile;
  /** The run that made the picture, if it is among the listed ones. */
  readonly run: RunInfo | undefined;
}

/** @returns undefined for any other picture, for example one of a template. */
export function knownPicture(editor: Editor, url: string): KnownPicture | undefined {
  const run = editor.runs.peek().find(({ files }) => files.some((file) => file.url === url));
  const ofRun = run?.files.find((file) => file.url === url);
  if (ofRun) return { file: ofRun, run };
  const shown = Object.values(editor.activity.peek().pictures).flat();
  const loadable = inputPictures(editor).files.peek() ?? [];
  const file = [...shown, ...loadable].find((each) => each.url === url);
  return file && { file, run: undefined };
}

/** Says so when a picture that a node shows is of an earlier state of the shown document. */
export function earlierFacts(editor: Editor, { file }: KnownPicture): readonly string[] {
  const node = 'node' in file ? file.node : '';
  const { pictures, earlier } = editor.activity.peek();
  const [reason, workflow] = [earlier[node], editor.session.peek()?.whole.peek()];
  const isShown = pictures[node]?.some(({ url }) => url === file.url);
  return reason && workflow && isShown ? [earlierText(reason, workflow, editor.types.peek())] : [];
}

/** The facts that the list of runs has: the run and its time. */
export function runFacts({ file, run }: KnownPicture): readonly string[] {
  if (!run) return file.folder === 'input' ? [t('input')] : [];
  const { number, started, ended } = run;
  const took = started === undefined || ended === undefined ? [] : [timeText((ended - started) / 1000)];
  return [t('run {number}', { number }), ...took];
}

/** The facts that only the graph of the run has: the title of the node, and every seed the picture depends on. */
export function detailFacts(file: RunFile, { workflow }: RunDetail, types: NodeTypes): readonly string[] {
  const title = workflow.nodes[file.node] ? [nodeTitle(workflow, types, file.node)] : [];
  return [...title, ...seedsInto(workflow, types, file.node).map((seed) => t('seed {seed}', { seed }))];
}

/** The literal seeds of a node and of all nodes it depends on, without repetition. */
export function seedsInto(workflow: Workflow, types: NodeTypes, node: string): readonly string[] {
  const seeds = new Set<string>();
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const found = workflow.nodes[id];
    if (!found || seen.has(id)) return;
    seen.add(id);
    for (const [name, input] of Object.entries(shapeOf(workflow, types, found.type).inputs)) {
      if (input.kind !== 'seed') continue;
      const value = found.inputs?.[name] ?? input.default;
      const values = (readEach(value)?.each ?? [value]).map(seedText);
      for (const seed of values) if (seed !== '') seeds.add(seed);
    }
    for (const value of Object.values(found.inputs ?? {})) for (const source of sources(value)) visit(source);
  };
  visit(node);
  return [...seeds];
}

/** The nodes that an input is linked to. */
function sources(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each: unknown) => readLink(each)?.node ?? []);
}
