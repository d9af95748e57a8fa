// @vitest-environment happy-dom
/** Keys of an input method do nothing on the canvas, in titles and notes edited in place, on tabs and on the page. */
import { signal } from '@preact/signals';
import { h, render } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenToKeys } from '../../../editor/app/input/shortcuts.ts';
import { SidePanel } from '../../../editor/app/page/SidePanel.tsx';
import { TabName } from '../../../editor/app/page/TabName.tsx';
import { ChoiceList } from '../../../editor/canvas/keyboard/choice-list.ts';
import { listenKeys } from '../../../editor/canvas/keyboard/keys.ts';
import { editTitle } from '../../../editor/canvas/view/items/edit-title.ts';
import { NoteView } from '../../../editor/canvas/view/items/note-view.ts';
import type { Editor } from '../../../editor/editor-context.ts';
import { small } from '../document/support.ts';
import { testBoard } from '../canvas/support.ts';
import { composeAt } from './keys.ts';

afterEach(() => document.body.replaceChildren());

function press(target: Element, key: string, more: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

function added<E extends HTMLElement>(element: E): E {
  document.body.append(element);
  return element;
}

describe('keys of an input method', () => {
  it('neither keep nor discard a title', async () => {
    const title = added(document.createElement('div'));
    title.textContent = 'Fox';
    title.tabIndex = 0;
    const done = vi.fn<(text: string | undefined) => void>();
    editTitle(title, done);
    title.textContent = '狐';
    await composeAt(title);
    expect(done).not.toHaveBeenCalled();
    press(title, 'Enter');
    expect(done.mock.calls).toEqual([['狐']]);
  });

  it('do not end a note', async () => {
    const view = new NoteView('note:n', () => undefined);
    added(view.element);
    view.text.tabIndex = 0;
    const done = vi.fn<(text: string | undefined) => void>();
    view.edit(done);
    view.text.textContent = '狐';
    await composeAt(view.text);
    expect(done).not.toHaveBeenCalled();
    press(view.text, 'Escape');
    expect(done.mock.calls).toEqual([['狐']]);
  });

  it('neither choose from nor close a list over the canvas', async () => {
    const [close, run] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const list = new ChoiceList(close);
    added(list.element);
    const box = list.element.querySelector('[role=listbox]') as HTMLElement;
    box.scrollIntoView = () => undefined;
    list.show('Wires', [{ title: 'One', detail: '', run }], { x: 0, y: 0 }, { width: 800, height: 600 });
    await composeAt(box);
    expect([close.mock.calls.length, run.mock.calls.length]).toEqual([0, 0]);
    press(box, 'Enter');
    expect([close.mock.calls.length, run.mock.calls.length]).toEqual([1, 1]);
  });

  it('neither open the search nor cancel a gesture of the canvas', async () => {
    const root = added(document.createElement('div'));
    const cancelGesture = vi.fn<() => boolean>(() => true);
    const openSearch = vi.fn<() => void>();
    const { destroy } = listenKeys({ ...testBoard(small), root }, { cancelGesture, openSearch });
    await composeAt(root);
    expect([cancelGesture.mock.calls.length, openSearch.mock.calls.length]).toEqual([0, 0]);
    press(root, 'Escape');
    press(root, 'Tab');
    expect([cancelGesture.mock.calls.length, openSearch.mock.calls.length]).toEqual([1, 1]);
    destroy();
  });

  it('run no action of the page', async () => {
    const run = vi.fn<() => void>();
    const keys = ['Enter', 'Mod+Enter', 'Delete', 'Escape', 'A', '?'];
    const actions = signal([{ id: 'a', title: 'A', group: 'Edit', keys, run }]);
    listenToKeys({ actions, dialog: signal(undefined) } as unknown as Editor, () => true);
    await composeAt(document.body);
    await composeAt(added(document.createElement('textarea')));
    expect(run).not.toHaveBeenCalled();
    press(document.body, 'Delete');
    expect(run).toHaveBeenCalledOnce();
  });

  it('neither commit nor drop the name of a tab', async () => {
    const host = added(document.createElement('div'));
    const [edit, rename] = [vi.fn<(editing: boolean) => void>(), vi.fn<(to: string) => void>()];
    render(h(TabName, { name: 'Fox', editing: true, onEdit: edit, rename }), host);
    const field = host.querySelector('input') as HTMLInputElement;
    field.value = '狐';
    await composeAt(field);
    expect([field.value, edit.mock.calls, rename.mock.calls]).toEqual(['狐', [], []]);
    press(field, 'Enter');
    expect(rename.mock.calls).toEqual([['狐']]);
  });

  it('do not resize a panel', async () => {
    const host = added(document.createElement('div'));
    render(h(SidePanel, { side: 'left', label: 'Outline', children: 'x' }), host);
    const grip = host.querySelector('[role=separator]') as Element;
    const width = (): number => Number(grip.getAttribute('aria-valuenow'));
    const before = width();
    press(grip, 'ArrowRight', { isComposing: true });
    press(grip, 'ArrowRight', { keyCode: 229 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(width()).toBe(before);
    press(grip, 'ArrowRight');
    await vi.waitFor(() => expect(width()).toBe(before + 16));
  });
});
