/** The prompt, seed, state, pictures and time of a run. */
import {
  readEach,
  readLink,
  type RunFile,
  type RunInfo,
  type RunState,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { msg, t } from '../../i18n/t.ts';

export const STATE_TEXT: Readonly<Record<RunState, string>> = {
  queued: msg('Waiting'),
  running: msg('Running'),
  done: msg('Done'),
  failed: msg('Failed'),
  cancelled: msg('Cancelled'),
};

/** The value of the first input that a parameter sets. */
function parameterValue(workflow: Workflow, name: string): unknown {
  const [node = '', input = ''] = workflow.parameters?.[name]?.sets[0]?.split('.') ?? [];
  return workflow.nodes[node]?.inputs?.[input];
}

/** The text of a literal, or of the first value of a list. Undefined if it is empty. */
function firstText(value: unknown): string | undefined {
  const literal = readEach(value)?.each[0] ?? value;
  return typeof literal === 'string' && literal.trim() !== '' ? literal.trim() : undefined;
}

/**
 * The prompt of a workflow: the parameter `prompt`, or else the first multiline text that is not empty.
 * @returns undefined if it has none.
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

/** A seed as text. A list counts its seeds. */
function seedText(value: unknown): string | undefined {
  const each = readEach(value);
  if (each) return t('{count, plural, one {# seed} other {# seeds}}', { count: each.each.length });
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}

/**
 * The seed of a workflow as text: the parameter `seed`, or else the first seed of a node.
 * @returns undefined if it has none.
 */
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

/** The pictures that a run saved, or its previews if it saved none. */
export function resultPictures({ files }: Pick<RunInfo, 'files'>): readonly RunFile[] {
  const saved = files.filter(({ folder }) => folder !== 'preview');
  return saved.length > 0 ? saved : files;
}

/** The first words of a text, in at most `length` characters. */
export function excerpt(text: string, length = 90): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > length / 2 ? space : undefined)}…`;
}

/** How long a run took. Undefined for a run that has not started or ended. */
export function tookText({ started, ended }: RunInfo): string | undefined {
  return started === undefined || ended === undefined ? undefined : timeText((ended - started) / 1000);
}
