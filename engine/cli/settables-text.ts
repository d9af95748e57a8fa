/** The settings of a workflow as a table for people. */
import type { InputDefinition } from '../graph/input.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Workflow } from '../workflow/schema.ts';
import { listSettables, type Settable } from '../workflow/settables.ts';

/** Most characters of a value. */
const LONGEST_VALUE = 40;

/** Parameters first, then the inputs of nodes; empty for a workflow in which nothing can be set. */
export function settablesText(workflow: Workflow, registry: NodeRegistry): string {
  const all = listSettables(workflow, registry);
  const sections = [
    ['Parameters', all.filter(({ parameter }) => parameter)],
    ['Inputs of nodes', all.filter(({ parameter }) => !parameter)],
  ] as const;
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return sections
    .filter(([, settables]) => settables.length > 0)
    .map(([title, settables]) =>
      [`${title} (--set name=value)`, ...settables.flatMap((settable) => linesOf(settable, width))].join('\n'),
    )
    .join('\n\n');
}

function linesOf({ name, definition, current, description }: Settable, width: number): string[] {
  const value = current ?? ('default' in definition ? definition.default : undefined);
  const shown = value === undefined ? '' : ` = ${shorten(JSON.stringify(value))}`;
  const first = `  ${name.padEnd(width)}  ${kindText(definition)}${shown}`;
  return description ? [first, `  ${' '.repeat(width)}  ${description}`] : [first];
}

function shorten(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}...` : text;
}

/** The values an input takes, in words. */
function kindText(definition: InputDefinition): string {
  switch (definition.kind) {
    case 'int': {
      const step = definition.step === undefined ? '' : `, multiple of ${definition.step}`;
      return `whole number, ${definition.min} to ${definition.max}${step}`;
    }
    case 'float':
      return `number, ${definition.min} to ${definition.max}`;
    case 'seed':
      return 'seed, 0 to 2^64-1';
    case 'text':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return definition.options.join(' | ');
    case 'numbers':
      return `numbers with commas between, ${definition.min} to ${definition.max}`;
    case 'model':
      return 'name of a checkpoint folder';
    case 'file':
      return `name of an ${definition.accept} file`;
    case 'socket':
      return definition.socket.name;
  }
}
