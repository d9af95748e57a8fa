/** What people look for in a run: its prompt, its seed, its state, how long it took. */
import {
  formatSeconds,
  readEach,
  readLink,
  type RunFile,
  type RunInfo,
  type RunState,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';

export const STATE_TEXT: Readonly<Record<RunState, string>> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** The values a named parameter sets, as they are. */
function parameterValue(workflow: Workflow, name: string): unknown {
  const [node = '', input = ''] = workflow.parameters?.[name]?.sets[0]?.split('.') ?? [];
  return workflow.nodes[node]?.inputs?.[input];
}

function firstText(value: unknown): string | undefined {
  const literal = readEach(value)?.each[0] ?? value;
  return typeof literal === 'string' && literal.trim() !== '' ? literal.trim() : undefined;
}

/**
 * The prompt of a workflow: the parameter of that name, or else the first text of several lines that is not empty.
 * @returns undefined when it has none.
 */
export function promptOf(workflow: Workflow, types: NodeTypes): string | undefined {
  const named = firstText(parameterValue(workflow, 'prompt'));
  if (named !== undefined) return named;
  for (const node of Object.values(workflow.nodes)) {
    for (const [input, definition] of Object.entries(shapeOf(workflow, types, node.type).inputs)) {
      const text = definition.kind === 'text' && definition.multiline ? firstText(node.inputs?.[input]) : undefined;
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

function seedText(value: unknown): string | undefined {
  const each = readEach(value);
  if (each) return `${each.each.length} seeds`;
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}

/** The seed of a workflow as text: the parameter `seed`, or else the first seed of a node; undefined when it has none. */
export function seedOf(workflow: Workflow, types: NodeTypes): string | undefined {
  const named = seedText(parameterValue(workflow, 'seed'));
  if (named !== undefined) return named;
  for (const node of Object.values(workflow.nodes)) {
    for (const [input, definition] of Object.entries(shapeOf(workflow, types, node.type).inputs)) {
      if (definition.kind !== 'seed') continue;
      const value = node.inputs?.[input];
      const seed = readLink(value) ? undefined : seedText(value ?? definition.default);
      if (seed !== undefined) return seed;
    }
  }
  return undefined;
}

/** Pictures a run saved; those it only showed when it saved none. */
export function resultPictures({ files }: Pick<RunInfo, 'files'>): readonly RunFile[] {
  const saved = files.filter(({ folder }) => folder !== 'preview');
  return saved.length > 0 ? saved : files;
}

/** The first words of a text in at most `length` letters. */
export function excerpt(text: string, length = 90): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > length / 2 ? space : undefined)}…`;
}

/** How long it took; undefined before it began. */
export function tookText({ started, ended }: RunInfo): string | undefined {
  return started === undefined || ended === undefined ? undefined : formatSeconds((ended - started) / 1000);
}
