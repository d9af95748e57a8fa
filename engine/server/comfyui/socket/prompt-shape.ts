/** A prompt as its progress is told: its nodes, what they read, and which nodes of ours stand for them. */
import { type PromptRun, theirNode } from '../prompt-request.ts';

/** The class of nodes that send their pictures to the client instead of saving them, each time anew. */
const SENDS_PICTURES = 'SaveImageWebsocket';

export interface ShapeNode {
  readonly id: string;
  readonly class: string;
  /** Literals by input. */
  readonly literals: Readonly<Record<string, unknown>>;
  /** Ids of the nodes it reads. */
  readonly sources: readonly string[];
  /** Whether the prompt runs for its sake. */
  readonly isOutput: boolean;
  /** Whether it sends its pictures to the client, each time anew. */
  readonly sendsPictures: boolean;
  /** Whether any node of ours stands for it. */
  readonly isOurs: boolean;
}

export interface PromptShape {
  /** The `prompt_id`. */
  readonly id: string;
  /** By id, in the order of the prompt. */
  readonly nodes: ReadonlyMap<string, ShapeNode>;
  /** @param node as events of a run name it. @returns the id of the node of the prompt that it stands for. */
  theirs(node: string): string | undefined;
}

export function shapeOf(prompt: PromptRun): PromptShape {
  const { run, request } = prompt;
  const theirs = (node: string): string | undefined => theirNode(prompt, ownNode(node))?.id;
  const ours = new Set(Object.keys(run.workflow.nodes).map(theirs));
  const outputs = new Set(request.outputs);
  const nodes = new Map<string, ShapeNode>();
  for (const [id, { class_type, inputs }] of Object.entries(request.prompt)) {
    const entries = Object.entries(inputs);
    nodes.set(id, {
      id,
      class: class_type,
      literals: Object.fromEntries(entries.filter(([, value]) => !isLink(value))),
      sources: entries.flatMap(([, value]) => (isLink(value) ? [value[0]] : [])),
      isOutput: outputs.has(id),
      sendsPictures: class_type === SENDS_PICTURES,
      isOurs: ours.has(id),
    });
  }
  return { id: run.id, nodes, theirs };
}

/** The node of the workflow without the number of its copy: `denoise` for `denoise#2`. */
export function ownNode(node: string): string {
  return node.split(/[#/]/, 1)[0] as string;
}

function isLink(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';
}
