/** What the output nodes of a prompt gave, as `outputs` of the history and `output` of messages. */
import type { RunFile } from '../../../protocol/index.ts';
import { type PromptRun, theirNode } from '../prompt-request.ts';

/** A file as `/view` finds it. */
export interface ViewFile {
  readonly filename: string;
  /** Folders with slashes between; empty for none. */
  readonly subfolder: string;
  readonly type: 'output' | 'temp' | 'input';
}

/** Files under `images`, texts under `text`. */
export interface NodeOutput {
  readonly images?: readonly ViewFile[];
  readonly text?: readonly string[];
}

/** By node id of the prompt, in the order of its output nodes. */
export type Outputs = Readonly<Record<string, NodeOutput>>;

export function outputsOf(prompt: PromptRun): Outputs {
  const { run, request } = prompt;
  const outputs = request.outputs.map((id) => {
    const isOf = (node: string): boolean => theirNode(prompt, node)?.id === id;
    const images = shown(
      run.files.filter(({ node }) => isOf(node)),
      run.targets,
    );
    const texts = (run.targets ?? []).filter(isOf).flatMap((node) => run.nodes[node]?.text ?? []);
    return [id, { ...(images.length > 0 ? { images } : {}), ...(texts.length > 0 ? { text: texts } : {}) }] as const;
  });
  return Object.fromEntries(outputs.filter(([, output]) => Object.keys(output).length > 0));
}

/**
 * A node that saved files shows no others. Of the nodes that stand for one of the prompt, the last one shows its own.
 */
function shown(files: readonly RunFile[], targets: readonly string[] = []): ViewFile[] {
  const saved = files.filter(({ folder }) => folder === 'output');
  const last = files.filter(({ node }) => targets.includes(node));
  return (saved.length > 0 ? saved : last).map(viewFileOf);
}

export function viewFileOf({ folder, name }: Pick<RunFile, 'folder' | 'name'>): ViewFile {
  const slash = name.lastIndexOf('/');
  return {
    filename: name.slice(slash + 1),
    subfolder: name.slice(0, Math.max(0, slash)),
    type: folder === 'preview' ? 'temp' : folder,
  };
}
