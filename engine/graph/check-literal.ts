/** Checks one literal against its input definition and converts it to the form that `run` and the cache key use. */
import type { InputDefinition } from './input.ts';
import type { GraphIssue } from './issues.ts';
import { withSlashes } from './portable-name.ts';

export type CheckedLiteral =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issue: GraphIssue };

const MAX_SEED = 2n ** 64n - 1n;
/** The form of a link, for the error of an input that takes nothing else. */
const ANY_LINK = '{ "from": "node.output" }';
const DEFAULT_MAX_LENGTH = 1_000_000;

/** A short description of a value for error texts. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string')
    return value.length > 60 ? `a text of ${value.length} characters` : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `${value} (${typeof value})`;
  return `a value of type ${typeof value}`;
}

/**
 * Checks `value` for input `name` of node `node`.
 * A seed becomes a string of decimal digits, and the name of a model or file gets slashes for backslashes; every other
 * value is returned unchanged.
 */
export function checkLiteral(node: string, name: string, input: InputDefinition, value: unknown): CheckedLiteral {
  const wrongType = (expected: string) =>
    ({ code: 'wrong-type', node, input: name, expected, received: describe(value) }) as const;
  const wrong = (expected: string): CheckedLiteral => ({ ok: false, issue: wrongType(expected) });
  const inRange = (number: number, min: number, max: number): CheckedLiteral =>
    number < min || number > max
      ? { ok: false, issue: { code: 'out-of-range', node, input: name, min, max, received: number } }
      : { ok: true, value };
  switch (input.kind) {
    case 'int': {
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrong('a whole number');
      const step = input.step ?? 1;
      const offset = (value - input.min) % step;
      if (value >= input.min && value <= input.max && offset !== 0) {
        const nearest = [value - offset, value - offset + step].filter((n) => n >= input.min && n <= input.max);
        return { ok: false, issue: { code: 'not-a-multiple', node, input: name, step, nearest, received: value } };
      }
      return inRange(value, input.min, input.max);
    }
    case 'float':
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('a number');
      return inRange(value, input.min, input.max);
    case 'seed': {
      const whole =
        typeof value === 'number'
          ? Number.isSafeInteger(value) && value >= 0
          : typeof value === 'string' && /^\d{1,20}$/.test(value);
      if (!whole || BigInt(value as number | string) > MAX_SEED) {
        return wrong('a whole number from 0 to 2^64-1 (above 2^53-1 as a string of digits)');
      }
      return { ok: true, value: BigInt(value as number | string).toString() };
    }
    case 'text': {
      const maxLength = input.maxLength ?? DEFAULT_MAX_LENGTH;
      if (typeof value !== 'string' || value.length > maxLength)
        return wrong(`a text of at most ${maxLength} characters`);
      return { ok: true, value };
    }
    case 'model':
      if (value === '' && input.default === '') return { ok: true, value };
      return isName(value) ? { ok: true, value: withSlashes(value) } : wrong('the name of a model');
    case 'file':
      return isName(value) ? { ok: true, value: withSlashes(value) } : wrong('the name of a file');
    case 'boolean':
      return typeof value === 'boolean' ? { ok: true, value } : wrong('true or false');
    case 'choice':
      if (typeof value !== 'string') return wrong(`one of: ${input.options.join(', ')}`);
      return input.options.includes(value)
        ? { ok: true, value }
        : { ok: false, issue: { code: 'not-an-option', node, input: name, options: input.options, received: value } };
    case 'numbers': {
      if (!Array.isArray(value) || !value.every((n) => typeof n === 'number' && Number.isFinite(n)))
        return wrong('a list of numbers');
      const outside = (value as number[]).find((n) => n < input.min || n > input.max);
      return outside === undefined ? { ok: true, value } : inRange(outside, input.min, input.max);
    }
    case 'socket':
      return {
        ok: false,
        issue: { ...wrongType(`a link to an output of type ${input.socket.name}`), link: ANY_LINK },
      };
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
