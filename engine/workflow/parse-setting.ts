/** From the text of a setting to the kind of value its input takes. */
import type { InputDefinition } from '../graph/input.ts';

/** Most values of a range such as `1..4`. */
const MAX_RANGE = 10_000;

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

/** The texts of a list of values. Numbers and seeds may be written `1,2,3` and `1..4`; any other text is one value. */
export function splitList({ kind }: InputDefinition, text: string): string[] {
  if (!['int', 'float', 'seed'].includes(kind)) return [text];
  return text.split(',').flatMap((part) => rangeOf(part) ?? [part.trim()]);
}

/** The whole numbers of a range such as `1..4`, both ends included; empty when it runs backwards. */
function rangeOf(text: string): string[] | undefined {
  const [, first, last] = /^\s*(\d+)\.\.(\d+)\s*$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  // Seeds have 64 bits, more than a number holds.
  const count = Number(BigInt(last) - BigInt(first)) + 1;
  const length = Math.max(0, Math.min(count, MAX_RANGE));
  return Array.from({ length }, (_, i) => (BigInt(first) + BigInt(i)).toString());
}
