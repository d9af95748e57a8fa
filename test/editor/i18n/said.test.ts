/** Messages of the server in Chinese: every problem of a graph, and what is put into them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { speak } from '../../../editor/i18n/catalogue.ts';
import { said } from '../../../editor/i18n/said.ts';
import type { GraphIssue } from '../../../engine/graph/issues.ts';
import { renderIssue } from '../../../engine/graph/render-issue.ts';
import messages from '../../../editor/i18n/zh/messages.json' with { type: 'json' };
import { promptTooLong } from '../../../inference/index.ts';
import { crash, notStarted } from '../../../inference/runtime/death.ts';
import { assertNoProblems } from '../../../inference/onnx/weight-problems.ts';
import { modelMissing } from '../../../nodes/services/models/missing.ts';
import { filesIn } from '../../house/files.ts';

/** One of each code; of those that read differently, one of each. A new code does not compile without a line here. */
const ISSUES: { readonly [C in GraphIssue['code']]: readonly Extract<GraphIssue, { readonly code: C }>[] } = {
  'unknown-node-type': [
    { code: 'unknown-node-type', node: 'a', received: 'denois', known: ['denoise'] },
    { code: 'unknown-node-type', node: 'a', received: 'qqqq', known: ['denoise', 'decode'] },
  ],
  'unknown-input': [{ code: 'unknown-input', node: 'a', input: 'x', known: [] }],
  'missing-input': [{ code: 'missing-input', node: 'a', input: 'x', expected: 'latent' }],
  'wrong-type': [
    { code: 'wrong-type', node: 'a', input: 'x', expected: 'a number', received: '"7"' },
    { code: 'wrong-type', node: 'a', input: 'x', expected: 'a number', received: '"b.c"', link: '{ "from": "b.c" }' },
  ],
  'out-of-range': [{ code: 'out-of-range', node: 'a', input: 'x', min: 16, max: 64, received: 80 }],
  'not-a-multiple': [{ code: 'not-a-multiple', node: 'a', input: 'x', step: 16, nearest: [32, 48], received: 40 }],
  'not-an-option': [{ code: 'not-an-option', node: 'a', input: 'x', options: ['one', 'two'], received: 'three' }],
  'unknown-source-node': [{ code: 'unknown-source-node', node: 'a', input: 'x', source: 'b' }],
  'unknown-source-output': [
    { code: 'unknown-source-output', node: 'a', input: 'x', source: 'b', output: 'imag', known: ['image'] },
    { code: 'unknown-source-output', node: 'a', input: 'x', source: 'b', output: '', known: ['image'] },
  ],
  'type-mismatch': [
    { code: 'type-mismatch', node: 'a', input: 'x', source: 'b', output: 'c', expected: 'image', received: 'latent' },
  ],
  'unknown-subgraph': [{ code: 'unknown-subgraph', node: 'a', received: 'mine', known: ['yours'] }],
  'recursive-subgraph': [{ code: 'recursive-subgraph', node: 'a', path: ['one', 'two', 'one'] }],
  'too-deep': [{ code: 'too-deep', node: 'a', max: 10 }],
  'too-many-nodes': [{ code: 'too-many-nodes', node: '', max: 10, received: Infinity }],
  'empty-list': [{ code: 'empty-list', node: 'a', input: 'x' }],
  'too-many-lists': [{ code: 'too-many-lists', node: 'a', max: 4 }],
  'too-many-runs': [{ code: 'too-many-runs', node: 'a', max: 4, received: 9 }],
  'cycle': [{ code: 'cycle', node: 'a', path: ['a', 'b', 'a'] }],
  'unknown-target': [{ code: 'unknown-target', node: 'a', known: ['b'] }],
  'cut-off': [
    { code: 'cut-off', node: 'a', by: 'a', why: 'mute' },
    { code: 'cut-off', node: 'a', by: 'a', why: 'bypass' },
    { code: 'cut-off', node: 'a', by: 'b', why: 'mute' },
    { code: 'cut-off', node: 'a', by: 'b', why: 'bypass' },
  ],
  'no-outputs': [{ code: 'no-outputs', node: '' }],
};

/** English words of four letters and more, outside of quotes and of what stands for itself. */
const ENGLISH = /(?<!["\w-])[a-z]{4,}(?!["\w-])/i;
const VALUES = /"[^"]*"|“[^”]*”|\b(?:image|latent|number|countless|denoise|decode|yours|OUTPUT|from)\b/g;

beforeAll(() => speak('zh-CN'));
afterAll(() => speak('en'));

it.each(Object.entries(ISSUES))('translates the problem %s', (_, issues) => {
  for (const issue of issues) {
    const chinese = said(renderIssue(issue));
    expect(chinese).toMatch(/[\u4e00-\u9fff]/);
    expect(chinese.replaceAll(VALUES, '')).not.toMatch(ENGLISH);
    // Nothing that was said of it is lost.
    const values = ['input' in issue ? `“${issue.input}”` : '', 'max' in issue ? String(issue.max) : ''];
    expect(values.filter((value) => !chinese.includes(value))).toEqual([]);
  }
});

it('leaves a message that it does not know as it is, in the frame of its node', () => {
  expect(said('The disk is made of cheese.')).toBe('The disk is made of cheese.');
  expect(said('Node "a": the disk is made of cheese.')).toBe('节点“a”：the disk is made of cheese.');
});

const PROBLEM = { about: 'config', code: 'tensor-missing', file: 'a.safetensors', tensor: 'b' } as const;

it.each([
  ['a model', () => modelMissing('checkpoint', 'mine', [], ['/models'])],
  ['a prompt', () => promptTooLong(600, 605, 512)],
  ['memory', () => crash(null, 'SIGKILL', '').error(1)],
  ['a crash', () => crash(null, 'SIGSEGV', '').error(1)],
  ['a process', () => notStarted(new Error('EMFILE')).error(1)],
  ['weights', () => thrownBy(() => assertNoProblems('vae', [{ ...PROBLEM, expected: '[1]', received: 'none' }]))],
])('translates a failure of %s', (_, fail) => {
  const { message } = fail();
  const chinese = said(`Node "a": ${message}`);
  expect(chinese).toMatch(/^节点“a”：.*[\u4e00-\u9fff]{2}/s);
  expect(chinese).not.toContain(message.slice(0, 12));
});

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

it('knows no message that nobody says any more', () => {
  const files = filesIn(['engine', 'inference', 'nodes'], ['ts']);
  // Parts of a sentence on several lines are one.
  const code = files
    .map(({ lines }) => lines.join('\n'))
    .join('\n')
    .replaceAll(/[`'] \+\s+[`']/g, '');
  // Sentences are often joined where they are said: the beginning of the longest part has to be there.
  const beginning = (message: string): string => {
    const parts = message.split(/\{\w+\}|[.,:;]\s|["\n]/).map((part) => part.trim());
    const [longest = ''] = parts.toSorted((a, b) => b.length - a.length);
    return longest.split(' ', 3).join(' ');
  };
  const gone = Object.keys(messages).filter((message) => !code.includes(beginning(message)));
  expect(gone).toEqual([]);
});
