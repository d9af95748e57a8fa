/** Sentences in the language that is shown. */
import { computed } from '@preact/signals';
import { afterEach, expect, it } from 'vitest';
import { speak } from '../../../editor/i18n/catalogue.ts';
import { languageOf } from '../../../editor/i18n/language.ts';
import { t } from '../../../editor/i18n/t.ts';

afterEach(() => speak('en'));

it('shows the sentence itself, with its values', () => {
  expect(t('Arrange')).toBe('Arrange');
  expect(t('{count, plural, one {# node} other {# nodes}}', { count: 1 })).toBe('1 node');
  expect(t('{count, plural, one {# node} other {# nodes}}', { count: 1200 })).toBe('1,200 nodes');
});

it('follows a change of language', async () => {
  const shown = computed(() => t('Connection lost. Your changes are kept here.'));
  expect(shown.value).toBe('Connection lost. Your changes are kept here.');
  await speak('zh-CN');
  expect(shown.value).toBe('连接已断开，您的修改保存在此浏览器中。');
});

it.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['de', 'zh'], 'zh-CN'],
  [['en-GB', 'zh'], 'en'],
  [['fr'], 'en'],
])('takes the first language of %j that it knows: %s', (preferred, language) => {
  expect(languageOf(preferred)).toBe(language);
});
