// @vitest-environment happy-dom
/** Keys of an input method do nothing in dialogs, palettes, menus, text fields and lists of the panels. */
import type { Signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Template } from '../../../engine/protocol/index.ts';
import type { Action, Dialog } from '../../../editor/editor-context.ts';
import { Dialogs } from '../../../editor/panels/dialogs/Dialogs.tsx';
import { HistoryPanel } from '../../../editor/panels/history/HistoryPanel.tsx';
import { OutlinePanel } from '../../../editor/panels/outline/OutlinePanel.tsx';
import { QueuePanel } from '../../../editor/panels/queue/QueuePanel.tsx';
import { TextField } from '../../../editor/panels/ui/TextField.tsx';
import { clear, press, settled, show, type } from '../panels/dom.ts';
import { type Fake, fakeEditor, fakeRun, WORKFLOW } from '../panels/fake.ts';
import { composeAt } from './keys.ts';

beforeEach(() => localStorage.clear());
afterEach(clear);

async function open(fake: Fake, dialog: Dialog): Promise<{ readonly root: HTMLElement; readonly field: Element }> {
  const root = show(h(Dialogs, { editor: fake.editor }));
  fake.editor.dialog.value = dialog;
  await settled();
  return { root, field: root.querySelector('[role=combobox], input, [role=menuitem]') as Element };
}

const compose = async (target: Element): Promise<void> => {
  await composeAt(target);
  await settled();
};

describe('keys of an input method', () => {
  it('neither close a dialog nor let the browser close it', async () => {
    const fake = fakeEditor();
    const { root, field } = await open(fake, { kind: 'save-as' });
    await type(field, '狐');
    await compose(field);
    expect(fake.editor.dialog.value).toEqual({ kind: 'save-as' });
    expect((await press(field, 'Escape', { isComposing: true })).defaultPrevented).toBe(true);
    expect((root.querySelector('input') as HTMLInputElement).value).toBe('狐');
    await press(field, 'Escape');
    expect(fake.editor.dialog.value).toBeUndefined();
  });

  it('neither add a node from the search nor move its mark', async () => {
    const fake = fakeEditor();
    const { root, field } = await open(fake, { kind: 'add-node', at: { x: 0, y: 0 } });
    const marked = (): string | null | undefined => root.querySelector('[aria-selected=true]')?.textContent;
    const before = marked();
    await compose(field);
    expect([marked(), fake.session.document.workflow.value]).toEqual([before, WORKFLOW]);
    await press(field, 'Enter');
    expect(Object.keys(fake.session.document.workflow.value.nodes)).toHaveLength(5);
  });

  it('do not carry out a command of the palette, or of a menu', async () => {
    const fake = fakeEditor();
    const run = vi.fn<() => void>();
    const actions: readonly Action[] = [{ id: 'a', title: 'Align', group: 'Edit', run }];
    fake.editor.actions.value = actions;
    const { field } = await open(fake, { kind: 'commands' });
    await compose(field);
    expect([run.mock.calls.length, fake.editor.dialog.value?.kind]).toEqual([0, 'commands']);
    await press(field, 'Enter');
    expect(run).toHaveBeenCalledOnce();
    clear();
    const menu = await open(fake, { kind: 'menu', at: { x: 0, y: 0 }, actions });
    await compose(menu.field);
    expect(fake.editor.dialog.value?.kind).toBe('menu');
  });

  it('do not open a template from its search or its grid', async () => {
    const fake = fakeEditor();
    const template = {
      name: 't',
      title: 'T',
      picture: '/t.svg',
      category: 'create',
      missing: [],
      suits: [],
      workflow: WORKFLOW,
    } as const;
    (fake.editor.templates as Signal<readonly Template[]>).value = [template, { ...template, name: 'u', title: 'U' }];
    const { root, field } = await open(fake, { kind: 'templates' });
    await compose(field);
    await compose(root.querySelector('.pn-template') as Element);
    expect([fake.calls.filter(([name]) => name === 'open'), fake.editor.dialog.value?.kind]).toEqual([[], 'templates']);
  });

  it.each([1, 3])('neither commit nor drop the text of a field of %d lines', async (lines) => {
    const commit = vi.fn<(text: string) => void>();
    const root = show(h(TextField, { label: 'Title', value: 'Fox', lines, onCommit: commit }));
    const field = root.querySelector('input, textarea') as HTMLInputElement;
    field.focus();
    await type(field, '狐');
    await compose(field);
    expect([document.activeElement, field.value, commit.mock.calls]).toEqual([field, '狐', []]);
    await press(field, 'Enter', { ctrlKey: true });
    expect(commit.mock.calls).toEqual([['狐']]);
  });

  it('neither move in nor remove from the outline', async () => {
    const fake = fakeEditor();
    const root = show(h(OutlinePanel, { editor: fake.editor, session: fake.session }));
    const row = root.querySelector('[data-key=words]') as HTMLElement;
    row.focus();
    await compose(row);
    expect(document.activeElement).toBe(row);
    expect([fake.session.document.workflow.value, fake.session.focus.value]).toEqual([WORKFLOW, undefined]);
    await press(row, 'Delete');
    expect(fake.session.document.workflow.value.nodes['words']).toBeUndefined();
  });

  it('neither move nor remove waiting runs', async () => {
    const runs = [fakeRun(2, 'queued', { position: 0 }), fakeRun(3, 'queued', { position: 1 })];
    const fake = fakeEditor({ runs });
    const root = show(h(QueuePanel, { editor: fake.editor }));
    const row = root.querySelector('[data-run=r2]') as HTMLElement;
    row.focus();
    await compose(row);
    const made = (): string[] => fake.calls.map(([name]) => String(name)).filter((name) => name !== 'runDetail');
    expect([document.activeElement, made()]).toEqual([row, []]);
    await press(row, 'Delete');
    expect(made()).toEqual(['cancelRun']);
  });

  it('neither select, open nor remove finished runs', async () => {
    const runs = [fakeRun(2, 'done'), fakeRun(1, 'done')];
    const fake = fakeEditor({ runs, answers: { runs: () => runs } });
    const root = show(h(HistoryPanel, { editor: fake.editor }));
    await settled();
    const cell = root.querySelector('[data-run=r2]') as HTMLElement;
    cell.focus();
    const before = fake.calls.length;
    await compose(cell);
    expect([document.activeElement, fake.calls.slice(before), fake.editor.dialog.value]).toEqual([cell, [], undefined]);
    await press(cell, 'ArrowRight');
    expect(document.activeElement).toBe(root.querySelector('[data-run=r1]'));
  });
});
