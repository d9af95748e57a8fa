/** What is known of a picture by its address: file, run, node, seed, time. */
import {
  readEach,
  type PictureFile,
  type RunDetail,
  type RunFile,
  type RunInfo,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import type { Editor } from '../../editor-context.ts';
import { inputPictures } from '../pictures/loadable-pictures.ts';
import { seedText } from '../fields/seed.ts';
import { formatSeconds } from '../widgets/time.ts';

export interface KnownPicture {
  readonly file: PictureFile | RunFile;
  readonly run: RunInfo | undefined;
}

/** Undefined for a picture of nowhere, such as one of a template. */
export function knownPicture(editor: Editor, url: string): KnownPicture | undefined {
  const run = editor.runs.peek().find(({ files }) => files.some((file) => file.url === url));
  const ofRun = run?.files.find((file) => file.url === url);
  if (ofRun) return { file: ofRun, run };
  const shown = Object.values(editor.activity.peek().pictures)
    .flat()
    .find((file) => file.url === url);
  const file =
    shown ??
    inputPictures(editor)
      .files.peek()
      ?.find((each) => each.url === url);
  return file && { file, run: undefined };
}

/** Title of the node, run and time, as far as the list of runs says it. */
export function runFacts({ file, run }: KnownPicture): readonly string[] {
  if (!run) return file.folder === 'input' ? ['input'] : [];
  const took =
    run.started !== undefined && run.ended !== undefined ? formatSeconds((run.ended - run.started) / 1000) : undefined;
  return [`run ${run.number}`, ...(took === undefined ? [] : [took])];
}

/** The node that made it, and every seed that went into it. */
export function detailFacts(file: RunFile, { workflow }: RunDetail, types: NodeTypes): readonly string[] {
  const node = workflow.nodes[file.node];
  const seeds = seedsInto(workflow, types, file.node);
  return [
    ...(node ? [node.title ?? shapeOf(workflow, types, node.type).title] : []),
    ...seeds.map((seed) => `seed ${seed}`),
  ];
}

/** Literal seeds of a node and of everything it depends on, each once. */
export function seedsInto(workflow: Workflow, types: NodeTypes, node: string): readonly string[] {
  const seeds = new Set<string>();
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const found = workflow.nodes[id];
    if (!found || seen.has(id)) return;
    seen.add(id);
    const { inputs } = shapeOf(workflow, types, found.type);
    for (const [name, input] of Object.entries(inputs)) {
      const value = found.inputs?.[name] ?? ('default' in input ? input.default : undefined);
      if (input.kind === 'seed')
        for (const each of readEach(value)?.each ?? [value]) if (seedText(each) !== '') seeds.add(seedText(each));
    }
    for (const value of Object.values(found.inputs ?? {})) for (const source of sources(value)) visit(source);
  };
  visit(node);
  return [...seeds];
}

function sources(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each: unknown) => {
    const from = typeof each === 'object' && each !== null && 'from' in each ? each.from : undefined;
    return typeof from === 'string' ? [from.split('.', 1)[0] ?? ''] : [];
  });
}
