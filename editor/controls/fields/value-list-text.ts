/** Lists of values that a node runs once for each of, written one per line. */
import { type Each, type InputDefinition, readEach } from '../../../engine/protocol/index.ts';
import { halfWidth } from './number/half-width.ts';
import { parseNumber } from './number/parse.ts';
import { nearestValid, rangeSentence } from './number/range.ts';
import { parseNumbers } from './numbers.ts';
import { parseSeed } from './seed.ts';
import { valueText } from './value-text.ts';
import { t } from '../../i18n/t.ts';

export type EachText =
  | { readonly ok: true; readonly values: readonly unknown[] }
  | { readonly ok: false; readonly sentence: string };

type Line = { readonly value: unknown } | { readonly sentence: string };

/** A list as text. A line break inside a value is written `\n`, a backslash `\\`. */
export function eachText({ each }: Each): string {
  return each.map(lineOf).join('\n');
}

function lineOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') : valueText(value);
}

/** Reads a list. Empty lines are skipped; for texts, only those at the end. */
export function parseEach(text: string, definition: InputDefinition): EachText {
  const lines = text
    .replace(/\n+$/, '')
    .split('\n')
    .filter((line) => definition.kind === 'text' || line.trim() !== '');
  if (text.trim() === '') return { ok: false, sentence: t('Enter at least one value.') };
  const values: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    const read = parseLine(line, definition);
    if ('sentence' in read)
      return { ok: false, sentence: t('Line {number}: {sentence}', { number: index + 1, sentence: read.sentence }) };
    values.push(read.value);
  }
  return { ok: true, values };
}

function parseLine(line: string, definition: InputDefinition): Line {
  const text = line.trim();
  switch (definition.kind) {
    case 'int':
    case 'float': {
      const number = parseNumber(text);
      if (number === undefined) return { sentence: t('"{text}" is not a number.', { text }) };
      const sentence = rangeSentence(definition, number);
      return sentence === undefined ? { value: nearestValid(definition, number) } : { sentence };
    }
    case 'seed': {
      const seed = parseSeed(text);
      return seed === undefined ? { sentence: t('"{text}" is not a seed.', { text }) } : { value: seed };
    }
    case 'boolean':
      if (/^(true|yes|on|1)$/i.test(halfWidth(text))) return { value: true };
      if (/^(false|no|off|0)$/i.test(halfWidth(text))) return { value: false };
      return { sentence: t('"{text}" is neither true nor false.', { text }) };
    case 'choice':
      return definition.options.includes(text)
        ? { value: text }
        : { sentence: t('"{text}" is not one of {options}.', { text, options: definition.options.join(', ') }) };
    case 'numbers': {
      const list = parseNumbers(text, definition);
      return list.ok ? { value: list.value ?? [] } : { sentence: list.sentence };
    }
    case 'text':
      return { value: line.replaceAll(/\\(n|\\)/g, (_, sign: string) => (sign === 'n' ? '\n' : '\\')) };
    default:
      return { value: text };
  }
}

/** A list with new values on the axis of the old one. */
export function withValues(value: unknown, values: readonly unknown[]): Each {
  return { ...readEach(value), each: values };
}

/** "3 values". */
export function eachTitle({ each }: Each): string {
  return t('{count, plural, one {# value} other {# values}}', { count: each.length });
}
