/** Columns of a table as settings of a workflow: a column sets the parameter or input of its name. */
import { checkLiteral, describe } from '../../../graph/check-literal.ts';
import type { InputDefinition } from '../../../graph/input.ts';
import type { NodeRegistry } from '../../../graph/registry.ts';
import { parseSetting } from '../../../workflow/parse-setting.ts';
import type { Workflow } from '../../../workflow/schema.ts';
import { type InputValue, withValue } from '../../../workflow/settings.ts';
import { findSettable, listSettables, type Settable } from '../../../workflow/settables.ts';

export interface Columns {
  /** What a column sets; undefined for one that only travels to the manifest. */
  settableOf(column: string): Settable | undefined;
  readonly settables: readonly Settable[];
}

/** Kinds whose text may be empty: an empty cell of any other says nothing. */
const TEXTS: readonly InputDefinition['kind'][] = ['text'];

/** @param workflow with the settings of the command line applied. */
export function columnsOf(workflow: Workflow, registry: NodeRegistry): Columns {
  const settables = listSettables(workflow, registry);
  const parameters = new Map(
    settables.filter((each) => each.parameter).map((each) => [folded(each.name), each] as const),
  );
  const found = new Map<string, Settable | undefined>();
  const find = (column: string): Settable | undefined =>
    findSettable(workflow, settables, column) ?? parameters.get(folded(column));
  return {
    settables,
    settableOf(column) {
      if (!found.has(column)) found.set(column, find(column));
      return found.get(column);
    },
  };
}

/** `Negative Prompt`, `negative_prompt` and `negative-prompt` are one name. */
function folded(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}

/** Whether a value of a row says anything for an input: an empty cell does so for texts only. */
export function saysSomething({ definition }: Settable, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return value !== '' || TEXTS.includes(definition.kind);
}

/**
 * The workflow with a value of a row.
 * @param value a text, or a value as JSON gives it.
 * @throws RangeError that names the column, with what was expected and what came.
 */
export function setColumn(workflow: Workflow, column: string, settable: Settable, value: unknown): Workflow {
  return withValue(workflow, settable, readValue(column, settable, value));
}

/** @throws RangeError as {@link setColumn}. */
function readValue(column: string, { definition, targets }: Settable, value: unknown): InputValue {
  const plain = asPlain(definition, value);
  const [first] = targets;
  const checked = checkLiteral(first?.node ?? '', first?.input ?? '', definition, plain);
  if (!checked.ok) throw new RangeError(`column "${column}": ${problemOf(definition, value, checked.issue)}`);
  return plain as InputValue;
}

function asPlain(definition: InputDefinition, value: unknown): unknown {
  if (typeof value === 'string') return parseSetting(definition, definition.kind === 'text' ? value : value.trim());
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return definition.kind === 'text' && isPlain ? String(value) : value;
}

/** Kinds of numbers that are not any number. */
const KINDS: Readonly<Partial<Record<InputDefinition['kind'], string>>> = {
  int: 'a whole number',
  numbers: 'numbers',
};

type Issue = Extract<ReturnType<typeof checkLiteral>, { readonly ok: false }>['issue'];

/** What was expected, and what came as the table has it. */
function problemOf(definition: InputDefinition, value: unknown, issue: Issue): string {
  const got = `got ${describe(value)}`;
  switch (issue.code) {
    case 'wrong-type':
      return `expected ${issue.expected}, ${got}`;
    case 'out-of-range':
      return `expected ${KINDS[definition.kind] ?? 'a number'} from ${issue.min} to ${issue.max}, ${got}`;
    case 'not-a-multiple':
      return `expected a multiple of ${issue.step}, such as ${issue.nearest.join(' or ')}, ${got}`;
    case 'not-an-option':
      return `expected one of ${issue.options.join(', ')}, ${got}`;
    default:
      return `${describe(value)} cannot be used here`;
  }
}
