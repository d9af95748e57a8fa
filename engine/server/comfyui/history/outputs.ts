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

export type NodeOutput = Readonly<Record<string, readonly ViewFile[]>>;

/** By node id of the prompt, in the order of its output nodes. */
export type Outputs = Readonly<Record<string, NodeOutput>>;

/** @param files of the run; a node that saved some shows no others. */
export function outputsOf(prompt: PromptRun, files: readonly RunFile[] = prompt.run.files): Outputs {
  const byNode = new Map<string, RunFile[]>(prompt.request.outputs.map((id) => [id, []]));
  for (const file of files) byNode.get(theirNode(prompt, file.node)?.id ?? '')?.push(file);
  return Object.fromEntries(
    [...byNode].filter(([, found]) => found.length > 0).map(([id, found]) => [id, { images: shown(found) }]),
  );
}

function shown(files: readonly RunFile[]): ViewFile[] {
  const saved = files.filter(({ folder }) => folder === 'output');
  return (saved.length > 0 ? saved : files).map(viewFileOf);
}

export function viewFileOf({ folder, name }: Pick<RunFile, 'folder' | 'name'>): ViewFile {
  const slash = name.lastIndexOf('/');
  return {
    filename: name.slice(slash + 1),
    subfolder: name.slice(0, Math.max(0, slash)),
    type: folder === 'preview' ? 'temp' : folder,
  };
}
