/** Sentences in the language that is shown. */
import { computed } from '@preact/signals';
import { afterEach, expect, it } from 'vitest';
import { speak } from '../../../editor/i18n/catalogue.ts';
import { inLanguage } from '../../../editor/i18n/in-language.ts';
import { languageOf } from '../../../editor/i18n/language.ts';
import { t } from '../../../editor/i18n/t.ts';
import type { NodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { nodesTitle, nodeTitle } from '../../../editor/document/naming/titles.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';

afterEach(() => speak('en'));

it('shows the sentence itself, with its values', () => {
  expect(t('Arrange')).toBe('Arrange');
  expect(t('Replaces {a} in the text.')).toBe('Replaces {a} in the text.');
  expect(t('{count, plural, one {# node} other {# nodes}}', { count: 1 })).toBe('1 node');
  expect(t('{count, plural, one {# node} other {# nodes}}', { count: 1200 })).toBe('1,200 nodes');
});

it('follows a change of language', async () => {
  const shown = computed(() => t('Load image'));
  expect(shown.value).toBe('Load image');
  await speak('zh-CN');
  expect(shown.value).toBe('加载图片');
});

it('gives the nodes of the server texts in the language, and nothing else', async () => {
  const socket = { name: 'image' };
  const node = {
    type: 'load-image',
    version: 1,
    title: 'Load image',
    category: 'image',
    description: 'Mine.',
    terminal: false,
    inputs: { image: { kind: 'image', title: 'Image' }, file: { kind: 'text' } },
    outputs: { image: { socket, title: 'Image' } },
  } as never;
  const catalogue = { nodes: [node] };
  expect(inLanguage(catalogue)).toBe(catalogue);
  await speak('zh-CN');
  expect(inLanguage(catalogue).nodes).toEqual([
    {
      type: 'load-image',
      version: 1,
      title: '加载图片',
      category: 'image', // Colours and order go by it.
      description: 'Mine.',
      terminal: false,
      inputs: { image: { kind: 'image', title: '图像' }, file: { kind: 'text' } },
      outputs: { image: { socket, title: '图像' } },
    },
  ]);
});

it('shows the titles that a template brings in the language, and those of people as they are', async () => {
  const types: NodeTypes = new Map();
  const nodes = { a: { type: 'encode', title: 'Positive prompt' }, b: { type: 'encode', title: 'Mine' } };
  const workflow = { name: 'Text to image', nodes } as unknown as Workflow;
  expect(nodeTitle(workflow, types, 'a')).toBe('Positive prompt');
  await speak('zh-CN');
  expect(nodeTitle(workflow, types, 'a')).toBe('正向提示词');
  expect(nodeTitle(workflow, types, 'b')).toBe('Mine');
  expect(nodesTitle(workflow, ['a', 'b'])).toBe('2 个节点');
});

it.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['de', 'zh'], 'zh-CN'],
  [['en-GB', 'zh'], 'en'],
  [['fr'], 'en'],
])('takes the first language of %j that it knows: %s', (preferred, language) => {
  expect(languageOf(preferred)).toBe(language);
});
