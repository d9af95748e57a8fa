/**
 * ICU messages, as far as the catalogues of the editor use them: `{name}`, and plurals with `#`, `=1` and the categories
 * of the language. The parser of a library is a sixth of the first page; a test compares every sentence with it.
 * Syntax: https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */

type Values = Readonly<Record<string, string | number>>;
type Forms = ReadonlyMap<string, readonly Part[]>;
/** Text, a value, the number of the plural around it, or a plural with its forms by `=1` or category. */
type Part = string | { readonly value: string } | { readonly number: true } | Plural;
interface Plural {
  readonly plural: string;
  readonly forms: Forms;
}

/** A message that fills in its values. @throws RangeError when a value is missing. */
export type Message = (values: Values) => string;

/**
 * @param message apostrophes quote nothing, they stand for themselves
 * @param locale chooses the category of a number, and writes it
 * @throws SyntaxError for anything but text, `{name}` and `{name, plural, ...}`
 */
export function icuMessage(message: string, locale: string): Message {
  const parts = partsOf(message);
  const rules = new Intl.PluralRules(locale);
  const digits = new Intl.NumberFormat(locale);
  const joined = (shown: readonly Part[], values: Values, count = 0): string =>
    shown.map((part) => text(part, values, count)).join('');
  const text = (part: Part, values: Values, count: number): string => {
    if (typeof part === 'string') return part;
    if ('number' in part) return digits.format(count);
    if ('value' in part) return String(valueOf(values, part.value));
    const number = Number(valueOf(values, part.plural));
    const { forms } = part;
    const form = forms.get(`=${number}`) ?? forms.get(rules.select(number)) ?? forms.get('other');
    return joined(form ?? [], values, number);
  };
  return (values) => joined(parts, values);
}

function valueOf(values: Values, name: string): string | number {
  const value = values[name];
  if (value === undefined) throw new RangeError(`A sentence has no value for "${name}".`);
  return value;
}

/** Matched where the reader stands: the beginning of an argument, that of a form of a plural, and an end. */
const ARGUMENT = /\{\s*(\w+)\s*(\}|,\s*plural\s*,)/y;
const FORM = /\s*(=\d+|\w+)\s*\{/y;
const END = /\s*\}/y;

function partsOf(message: string): readonly Part[] {
  let at = 0;
  const next = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const found = expression.exec(message);
    if (found) at = expression.lastIndex;
    return found;
  };
  const demand = (expression: RegExp): RegExpExecArray => {
    const found = next(expression);
    if (!found) throw new SyntaxError(`Not read from "${message.slice(at)}" on: ${message}`);
    return found;
  };
  /** Up to the end, or up to the brace that ends a form. */
  const parts = (inPlural: boolean): readonly Part[] => {
    const found: Part[] = [];
    const words = inPlural ? /[^{}#]+/y : /[^{}]+/y;
    while (at < message.length && message[at] !== '}') {
      const [text] = next(words) ?? [];
      if (text !== undefined) found.push(text);
      else if (next(/#/y)) found.push({ number: true });
      else found.push(argument());
    }
    return found;
  };
  const argument = (): Part => {
    const [, name = '', end] = demand(ARGUMENT);
    if (end === '}') return { value: name };
    const forms = new Map<string, readonly Part[]>();
    for (let form = next(FORM); form; form = next(FORM)) {
      forms.set(form[1] ?? '', parts(true));
      demand(END);
    }
    demand(END);
    return { plural: name, forms };
  };
  const all = parts(false);
  if (at < message.length) demand(/$/y);
  return all;
}
