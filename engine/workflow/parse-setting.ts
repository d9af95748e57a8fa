/** From the text of a setting to the kind of value its input takes. */
import { MAX_RUNS } from '../graph/flatten/value-lists.ts';
import type { InputDefinition } from '../graph/input.ts';

type SettingValue = string | number | boolean | number[];

/** Text that does not fit the kind stays text: the graph check then names the input and says what is wrong. */
export function parseSetting({ kind }: InputDefinition, text: string): SettingValue {
  switch (kind) {
    case 'int':
    case 'float':
      return parseNumber(text) ?? text;
    case 'boolean':
      return parseBoolean(text) ?? text;
    case 'numbers':
      return parseNumbers(text) ?? text;
    default:
      return text;
  }
}

function parseNumber(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

function parseBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

/** Numbers separated by commas or white space. */
function parseNumbers(text: string): number[] | undefined {
  const numbers = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

/**
 * The texts of a list of values. Numbers and seeds may be written `1,2,3` and `1..4`; any other text is one value.
 * @throws RangeError for a range that runs backwards, or gives more values than a workflow can run for.
 */
export function splitList({ kind }: InputDefinition, text: string): string[] {
  if (!['int', 'float', 'seed'].includes(kind)) return [text];
  return text.split(',').flatMap((part) => rangeOf(part.trim()) ?? [part.trim()]);
}

/** The whole numbers of a range such as `1..4` or `-2..2`, both ends included; undefined for any other text. */
function rangeOf(text: string): string[] | undefined {
  const [, from, to] = /^(-?\d+)\s*\.\.\s*(-?\d+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  // Seeds have 64 bits, more than a number holds.
  const [first, last] = [BigInt(from), BigInt(to)];
  if (last < first) throw new RangeError(`"${text}" runs backwards; write ${last}..${first}`);
  const count = last - first + 1n;
  if (count > MAX_RUNS) {
    const fitting = `${first}..${first + BigInt(MAX_RUNS) - 1n}`;
    throw new RangeError(`"${text}" gives ${count} values; the most is ${MAX_RUNS}, such as ${fitting}`);
  }
  return Array.from({ length: Number(count) }, (_, i) => (first + BigInt(i)).toString());
}
