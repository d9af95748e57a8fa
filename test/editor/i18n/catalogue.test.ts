/** Every sentence of the editor can be translated, and has been. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, it } from 'vitest';
import editor from '../../../editor/i18n/zh/editor.json' with { type: 'json' };
import zh from '../../../editor/i18n/zh/index.ts';
import { filesIn, ROOT } from '../../house/files.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { catalogueOf } from '../../../engine/server/catalogue.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { sentencesOf } from './sentences.ts';

const files = filesIn(['editor'], ['ts', 'tsx']).filter(({ path }) => !path.startsWith('editor/i18n/zh/'));
const found = files.map(sentencesOf);

it('shows no sentence that cannot be translated', () => {
  expect(found.flatMap(({ bare }) => bare)).toEqual([]);
});

it('finds what is shown as it is', () => {
  const lines = [
    'const a = <p title="Old one">{b ? `New ${c}` : t("Fine")}</p>;',
    'notify("info", "Loud");',
    't(`x`);',
  ];
  const { known, bare } = sentencesOf({ path: 'a.tsx', folder: '', lines });
  expect(known).toEqual(['Fine']);
  expect(bare).toEqual(['a.tsx:1: Old one', 'a.tsx:1: New …', 'a.tsx:2: Loud', 'a.tsx:3: not a literal']);
});

it('has a translation of every sentence of the editor', () => {
  const sentences = new Set(found.flatMap(({ known }) => known).filter((sentence) => sentence !== ''));
  expect([...sentences].filter((sentence) => !Object.hasOwn(zh.sentences, sentence))).toEqual([]);
});

it('has no translation of a sentence that is gone', () => {
  const sentences = new Set(found.flatMap(({ known }) => known));
  expect(Object.keys(editor).filter((sentence) => !sentences.has(sentence))).toEqual([]);
});

it('has a translation of every text of a node', () => {
  const { nodes } = catalogueOf(new NodeRegistry(standardNodes));
  const texts = nodes.flatMap(({ title, category, description, inputs, outputs }) => [
    title,
    category,
    description,
    ...[...Object.values(inputs), ...Object.values(outputs)].flatMap((part) => [part.title ?? '', part.tooltip ?? '']),
  ]);
  const missing = texts.filter((text) => text !== '' && !Object.hasOwn(zh.sentences, text));
  expect(missing).toEqual([]);
});

it('has a translation of every text of a workflow that ships', async () => {
  const folder = join(ROOT, 'workflows');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.includes('schema'));
  const texts = await Promise.all(
    names.map(async (name) => {
      const workflow = JSON.parse(await readFile(join(folder, name), 'utf8')) as Workflow;
      const parameters = Object.values(workflow.parameters ?? {}).flatMap(({ title, tooltip }) => [title, tooltip]);
      const titles = Object.values(workflow.nodes).map(({ title }) => title);
      const said = [workflow.name, workflow.description, ...parameters, ...titles];
      return said.filter((text) => typeof text === 'string');
    }),
  );
  const missing = texts.flat().filter((text) => !Object.hasOwn(zh.sentences, text));
  expect(missing).toEqual([]);
});

it('has translations that take the same values', () => {
  const wrong = Object.entries(zh.sentences).filter(
    ([english, chinese]) => argumentsOf(english) !== argumentsOf(chinese),
  );
  expect(wrong).toEqual([]);
});

interface Part {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>;
}

/** Names of the arguments. A literal is a part of type 0, whose value is its text. */
function argumentsOf(message: string): string {
  const names = new Set<string>();
  const collect = (parts: readonly Part[]): void => {
    for (const part of parts) {
      if (part.value !== undefined && part.type !== 0) names.add(part.value);
      for (const { value } of Object.values(part.options ?? {})) collect(value);
    }
  };
  collect(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...names].toSorted().join();
}
