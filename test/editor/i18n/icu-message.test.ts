/** Messages with values read as a library for ICU messages reads them. */
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, it } from 'vitest';
import { icuMessage } from '../../../editor/i18n/icu-message.ts';
import zh from '../../../editor/i18n/zh/index.ts';

/** Names of arguments, plurals among them. */
const NAMES = /\{\s*(\w+)\s*(?=[,}])/g;

const sentences = Object.entries(zh.sentences).filter(([english]) => english.includes('{'));

it.each([
  ['en', sentences.map(([english]) => english)],
  ['zh-CN', sentences.map(([, chinese]) => chinese)],
])('reads the sentences in %s as the library does', (locale, messages) => {
  expect(messages.length).toBeGreaterThan(300);
  for (const message of messages) {
    const names = [...message.matchAll(NAMES)].map(([, name]) => name ?? '');
    const library = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    for (const count of [0, 1, 2, 1234.5]) {
      const values = Object.fromEntries(names.map((name) => [name, count]));
      expect(icuMessage(message, locale)(values)).toBe(library.format(values));
    }
  }
});

it('writes a number in its language, and leaves # in values and outside of plurals alone', () => {
  const message = icuMessage("#{name}: {count, plural, =0 {none} one {# of {name}} other {it's # of {name}}} #", 'en');
  expect(message({ name: '#7', count: 0 })).toBe('##7: none #');
  expect(message({ name: '#7', count: 1 })).toBe('##7: 1 of #7 #');
  expect(message({ name: '#7', count: 2500 })).toBe("##7: it's 2,500 of #7 #");
});

it('refuses what it does not know, and sentences without their values', () => {
  for (const message of ['{a', 'a}', '{a, select, x {b} other {c}}', '{n, plural, one {x}', '{n, plural, one x}'])
    expect(() => icuMessage(message, 'en')).toThrow(SyntaxError);
  expect(() => icuMessage('{name}', 'en')({})).toThrow('no value for "name"');
});
