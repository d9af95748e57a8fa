// @vitest-environment happy-dom
/** The dialog of templates: what runs now, and what to get for the others. */
import type { Signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import type { Template } from '../../../engine/protocol/index.ts';
import { shortText } from '../../../editor/panels/templates/template-words.ts';
import { Templates } from '../../../editor/panels/templates/Templates.tsx';
import { clear, click, named, settled, show } from './dom.ts';
import { type Fake, fakeEditor, WORKFLOW } from './fake.ts';

afterEach(clear);

const template = (name: string, more: Partial<Template> = {}): Template => ({
  name,
  title: name,
  description: `Makes ${name}. More about it.`,
  picture: '/t.webp',
  category: 'create',
  missing: [],
  suits: [],
  workflow: WORKFLOW,
  ...more,
});
const LIST = [
  template('Fox'),
  template('Pose', {
    category: 'control',
    missing: [
      { kind: 'checkpoint', name: 'Big', folder: 'checkpoints', command: 'inkloom models get Big' },
      { kind: 'lora', name: 'ink.safetensors', folder: 'loras', page: 'https://example.com/ink' },
    ],
  }),
];

async function open(fake: Fake, name?: string): Promise<{ readonly root: HTMLElement; readonly closed: () => void }> {
  (fake.editor.templates as Signal<readonly Template[]>).value = LIST;
  const closed = vi.fn<() => void>();
  const dialog = { kind: 'templates', template: name } as const;
  const root = show(h(Templates, { editor: fake.editor, dialog, onClose: closed }));
  await settled();
  return { root, closed };
}

const titles = (root: HTMLElement): (string | undefined)[] =>
  [...root.querySelectorAll('.pn-template strong')].map((each) => each.textContent?.trim());

it('says of each whether it runs now, and shows only those on demand', async () => {
  const { root } = await open(fakeEditor());
  const states = [...root.querySelectorAll('.pn-template-state')].map((each) => each.textContent?.trim());
  expect(states).toEqual(['Runs now', 'Needs Big, ink']);
  await click(root.querySelector('input[type=checkbox]'));
  expect(titles(root)).toEqual(['Fox']);
  await click(root.querySelector('input[type=checkbox]'));
  await click(named(root, 'Control', 'button'));
  expect(titles(root)).toEqual(['Pose']);
});

it('opens one that runs, and says of another how to get what it needs', async () => {
  const fake = fakeEditor();
  const { root, closed } = await open(fake);
  await click(root.querySelectorAll('.pn-template')[1]);
  expect(fake.calls.filter(([name]) => name === 'open')).toEqual([]);
  const [model, lora] = [...root.querySelectorAll('.pn-need')];
  expect(model?.querySelector('code')?.textContent).toBe('inkloom models get Big');
  expect(lora?.textContent).toContain('LoRA: ink.safetensors');
  expect(lora?.textContent).toContain('loras/');
  expect(lora?.querySelector('a')?.href).toBe('https://example.com/ink');
  await click(named(root, 'All templates', 'button'));
  await click(root.querySelectorAll('.pn-template')[0]);
  expect(fake.calls.filter(([name]) => name === 'open')).toHaveLength(1);
  expect(closed).toHaveBeenCalledOnce();
});

it('offers to open one as soon as its models are there', async () => {
  const fake = fakeEditor();
  const { root } = await open(fake, 'Pose');
  expect(named(root, 'Open it anyway', 'button')).toBeTruthy();
  (fake.editor.templates as Signal<readonly Template[]>).value = [template('Pose')];
  await settled();
  expect(root.querySelector('[role=status]')?.textContent).toBe('Everything it needs is there.');
  await click(named(root, 'Open', 'button'));
  expect(fake.calls.filter(([name]) => name === 'open')).toHaveLength(1);
});

it('shortens a description to its first sentence', () => {
  expect(shortText(template('x', { description: 'One picture. For Qwen.' }))).toBe('One picture.');
  expect(shortText(template('x', { description: 'Few steps: take 4.5 of them.' }))).toBe('Few steps.');
  expect(shortText(template('x', { description: 'No end' }))).toBe('No end');
});
