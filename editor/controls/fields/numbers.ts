/** The control of a list of numbers, written as text: `1, 0.8, 0.5`. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import type { Control, ControlContext } from './control.ts';
import { halfWidth } from './number/half-width.ts';
import { parseNumber } from './number/parse.ts';
import { formatNumber } from './number/range.ts';
import { textInput } from '../widgets/text-input.ts';
import { t } from '../../i18n/t.ts';

type NumbersInput = Extract<InputDefinition, { readonly kind: 'numbers' }>;

export type NumberList =
  | { readonly ok: true; readonly value: readonly number[] | undefined }
  | { readonly ok: false; readonly sentence: string };

/** Reads numbers separated by commas, semicolons, spaces or line breaks. An empty text is no list: undefined. */
export function parseNumbers(text: string, { min, max }: { readonly min: number; readonly max: number }): NumberList {
  const parts = halfWidth(text)
    .split(/[\s,;]+/)
    .filter((part) => part !== '' && part !== '[' && part !== ']')
    .map((part) => part.replaceAll(/^\[|\]$/g, ''));
  if (parts.length === 0) return { ok: true, value: undefined };
  const value: number[] = [];
  for (const part of parts) {
    const number = parseNumber(part);
    if (number === undefined) return { ok: false, sentence: t('"{text}" is not a number.', { text: part }) };
    if (number < min || number > max)
      return {
        ok: false,
        sentence: t('{number} is outside {min} to {max}.', {
          number: formatNumber(number),
          min: formatNumber(min),
          max: formatNumber(max),
        }),
      };
    value.push(number);
  }
  return { ok: true, value };
}

export function numbersControl(context: ControlContext<NumbersInput>): Control {
  const { definition } = context;
  return textInput(context, {
    placeholder: t('For example 1, 0.8, 0.5'),
    format: (value) =>
      Array.isArray(value)
        ? value.map((each) => (typeof each === 'number' ? formatNumber(each) : String(each))).join(', ')
        : '',
    parse: (text) => parseNumbers(text, definition),
  });
}
