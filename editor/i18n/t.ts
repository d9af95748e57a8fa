/**
 * Sentences of the editor in the user's language. The English sentence is the key of its translations, so that the code
 * reads as the screen does. Sentences with values are ICU messages:
 * https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
import { MessageFormatter, pluralTypeHandler } from '@ultraq/icu-message-formatter';
import { language, type Language } from './language.ts';
import { translationOf } from './catalogue.ts';

export type Values = Readonly<Record<string, string | number>>;

const formatters = new Map<Language, MessageFormatter>();

/**
 * @param message the English sentence, as a literal: `t('{count, plural, one {# node} other {# nodes}}', { count })`;
 * or a text that the server has in its catalogue, such as the title of a node
 * @param values the values of its arguments. Without them the sentence is shown as it is written.
 * @returns the sentence in the language that is shown. In a component or an effect, it follows a change of language.
 */
export function t(message: string, values?: Values): string {
  const shown = language.value;
  const found = translationOf(message);
  if (values === undefined) return found ?? message;
  return format(found ?? message, found === undefined ? 'en' : shown, values);
}

/** Marks a sentence of a table that `t` shows later, so that the test of the catalogues finds it. */
export function msg<M extends string>(message: M): M {
  return message;
}

/** @throws RangeError when a value is missing. */
function format(message: string, locale: Language, values: Values): string {
  let formatter = formatters.get(locale);
  if (!formatter) formatters.set(locale, (formatter = formatterIn(locale)));
  // Not `format`, which would keep every text it ever made.
  const parts = formatter.process(message, values).flat(Infinity) as (string | number | undefined)[];
  if (parts.includes(undefined)) throw new RangeError(`A value is missing in the sentence "${message}"`);
  return parts.join('');
}

function formatterIn(locale: Language): MessageFormatter {
  const digits = new Intl.NumberFormat(locale);
  // The `#` of a plural is of the type `number`.
  return new MessageFormatter(locale, { plural: pluralTypeHandler, number: (value: number) => digits.format(value) });
}
