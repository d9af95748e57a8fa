/**
 * Messages of the server in the user's language. The server speaks English, to people, logs and programs alike; what it
 * says is recognised by its pattern.
 */
import { computed } from '@preact/signals';
import { translations } from './catalogue.ts';

interface Pattern {
  readonly expression: RegExp;
  readonly translation: string;
}

/** The node and the input that a message is about, and the message itself. */
const ABOUT = /^Node "(?<node>[^"]*)"(?:, input "(?<input>[^"]*)")?: (?<problem>.*)$/s;

const patterns = computed(() =>
  Object.entries(translations.value.messages).map(([message, translation]): Pattern => {
    // The part between two values is text; a value is anything.
    const parts = message.split(/(\{\w+\})/).map((part) => {
      const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
      return name === undefined ? escaped(part) : `(?<${name}>.+?)`;
    });
    return { expression: new RegExp(`^${parts.join('')}$`, 'is'), translation };
  }),
);

/** @returns a message of the server in the language that is shown; the message itself when nobody has translated it. */
export function said(message: string): string {
  if (patterns.value.length === 0) return message;
  const about = ABOUT.exec(message)?.groups;
  if (about) {
    const { node = '', input, problem = '' } = about;
    const frame = input === undefined ? 'Node "{node}": {problem}' : 'Node "{node}", input "{input}": {problem}';
    const known = translations.value.messages[frame];
    return known === undefined ? message : filled(known, { node, input, problem: said(problem) });
  }
  for (const { expression, translation } of patterns.value) {
    const found = expression.exec(message);
    if (found) return filled(translation, found.groups ?? {});
  }
  return message;
}

/** Values are messages themselves where a sentence ends with another. */
function filled(translation: string, values: Readonly<Record<string, string | undefined>>): string {
  return translation.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    return name === 'more' ? said(value) : value;
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
