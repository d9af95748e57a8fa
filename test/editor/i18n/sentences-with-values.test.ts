/** Sentences with values read as another library for ICU messages reads them. */
import { IntlMessageFormat } from 'intl-messageformat';
import { afterAll, expect, it } from 'vitest';
import type { Language } from '../../../editor/i18n/language.ts';
import { speak } from '../../../editor/i18n/catalogue.ts';
import { t } from '../../../editor/i18n/t.ts';
import zh from '../../../editor/i18n/zh/index.ts';

/** Names of arguments, plurals among them. */
const NAMES = /\{\s*(\w+)\s*(?=[,}])/g;

const sentences = Object.entries(zh.sentences).filter(([english]) => english.includes('{'));
afterAll(() => speak('en'));

const LANGUAGES: readonly (readonly [Language, readonly (readonly [string, string])[]])[] = [
  ['en', sentences.map(([english]) => [english, english])],
  ['zh-CN', sentences],
];

it.each(LANGUAGES)('reads the sentences in %s as it does', async (locale, messages) => {
  await speak(locale);
  expect(messages.length).toBeGreaterThan(300);
  for (const [english, shown] of messages) {
    const names = [...shown.matchAll(NAMES)].map(([, name]) => name ?? '');
    const other = new IntlMessageFormat(shown, locale, undefined, { ignoreTag: true });
    for (const count of [0, 1, 2, 12_345]) {
      const values = Object.fromEntries(names.map((name) => [name, count]));
      expect(t(english, values)).toBe(other.format(values));
    }
  }
});

it('refuses a sentence without its value', () => {
  expect(() => t('Hello, {name}', {})).toThrow('A value is missing in the sentence "Hello, {name}"');
});
