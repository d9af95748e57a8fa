// @vitest-environment happy-dom
/** Changing the keys of actions. */
import { computed } from '@preact/signals';
import { h } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { withOwnKeys } from '../../../editor/app/actions/own-keys.ts';
import { isPressed } from '../../../editor/app/input/keys.ts';
import type { Action, Editor } from '../../../editor/editor-context.ts';
import { combinationOf } from '../../../editor/panels/settings/keys/combination.ts';
import { KeysSection } from '../../../editor/panels/settings/keys/KeysSection.tsx';
import { clear, click, named, press, settled, show, texts } from './dom.ts';
import { fakeEditor } from './fake.ts';

afterEach(clear);

const down = (key: string, code: string, held = '') => ({
  key,
  code,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
});

describe('a key press', () => {
  it.each([
    [down('z', 'KeyZ', 'c'), false, 'Mod+Z'],
    [down('Z', 'KeyZ', 'cs'), false, 'Mod+Shift+Z'],
    [down('z', 'KeyZ', 'm'), true, 'Mod+Z'],
    [down('Enter', 'Enter', 'ca'), false, 'Mod+Alt+Enter'],
    [down('?', 'Slash', 's'), false, '?'],
    [down('+', 'Equal', 'cs'), false, 'Mod++'],
    [down(' ', 'Space'), false, 'Space'],
    [down('F10', 'F10', 's'), false, 'Shift+F10'],
    [down('†', 'KeyT', 'a'), true, 'Alt+T'],
    [down('я', 'KeyZ', 'c'), false, 'Mod+Z'],
    [down('&', 'Digit1', 'a'), false, 'Alt+1'],
    [down('k', 'KeyK', 'c'), true, 'Ctrl+K'],
  ])('%j (Mac: %s) is %s, and means that', (event, mac, combination) => {
    expect(combinationOf(event, mac)).toBe(combination);
    expect(isPressed(event, combination, mac)).toBe(true);
  });

  it.each([down('Control', 'ControlLeft', 'c'), down('Dead', 'Quote'), down('l', 'KeyL', 'm')])(
    '%j is no combination',
    (event) => expect(combinationOf(event, false)).toBeUndefined(),
  );
});

const action = (id: string, title: string, keys: readonly string[]): Action => ({
  id,
  title,
  group: 'Edit',
  keys,
  run: () => {},
});
const USUAL = [
  action('edit.copy', 'Copy', ['Mod+C']),
  action('edit.undo', 'Undo', ['Mod+Z']),
  action('edit.redo', 'Redo', ['Mod+Shift+Z', 'Mod+Y']),
];

async function shown() {
  const fake = fakeEditor();
  const { settings } = fake.editor;
  const actions = computed(() => withOwnKeys(USUAL, settings.value.keys));
  const root = show(h(KeysSection, { editor: { ...fake.editor, actions } as unknown as Editor }));
  await settled();
  await click(named(root, 'Show the list', 'button'));
  const ask = async (title: string, event: ReturnType<typeof down>): Promise<void> => {
    await click(named(root, `Change the keys of ${title}`));
    await press(root.querySelector('.st-press'), event.key, event);
  };
  return { root, settings, actions, ask };
}

describe('the keys of actions', () => {
  it('are changed by pressing them, and come back', async () => {
    const { root, settings, actions, ask } = await shown();
    await ask('Redo', down('j', 'KeyJ', 'c'));
    expect(settings.value.keys).toEqual({ 'edit.redo': ['Mod+J'] });
    expect(actions.value[2]?.keys).toEqual(['Mod+J']);
    expect(root.textContent).toContain('You changed 1 action.');
    await click(named(root, 'Usual keys for Redo'));
    expect(settings.value.keys).toEqual({});
  });

  it('are taken from another action only when that is confirmed', async () => {
    const { root, settings, ask } = await shown();
    await ask('Redo', down('z', 'KeyZ', 'c'));
    expect(settings.value.keys).toEqual({});
    expect(texts(root, '.st-clash')[0]).toContain('Undo has these keys.');
    await click(named(root, 'Take them', 'button'));
    expect(settings.value.keys).toEqual({ 'edit.redo': ['Mod+Z'], 'edit.undo': [] });
    // Its usual keys are taken now, and are not given twice.
    await click(named(root, 'Usual keys for Undo'));
    expect(settings.value.keys).toEqual({ 'edit.redo': ['Mod+Z'], 'edit.undo': [] });
    await click(named(root, 'Usual keys for all', 'button'));
    expect(settings.value.keys).toEqual({});
  });

  it('of the clipboard stay', async () => {
    const { root, settings, ask } = await shown();
    expect(root.querySelector('[aria-label="Change the keys of Copy"]')).toBeNull();
    await ask('Undo', down('c', 'KeyC', 'c'));
    expect(texts(root, '.st-clash')[0]).toBe('Copy has these keys, and keeps them.');
    await press(root.querySelector('.st-press'), 'Escape');
    expect(root.querySelector('.st-press')).toBeNull();
    expect(settings.value.keys).toEqual({});
  });
});
