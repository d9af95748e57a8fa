/** Key presses on different keyboards, and where keys belong to a field. */
import { describe, expect, it } from 'vitest';
import { actionFor, isPressed, type KeyPress } from '../../../editor/app/input/keys.ts';
import type { Action } from '../../../editor/editor-context.ts';

function press(key: string, code: string, held = ''): KeyPress {
  return {
    key,
    code,
    ctrlKey: held.includes('c'),
    metaKey: held.includes('m'),
    altKey: held.includes('a'),
    shiftKey: held.includes('s'),
  };
}

describe('a key press', () => {
  it.each([
    ['Mod+Z', press('z', 'KeyZ', 'c'), true],
    ['Mod+Z', press('Z', 'KeyZ', 'cs'), false],
    ['Mod+Shift+Z', press('Z', 'KeyZ', 'cs'), true],
    ['Mod+Z', press('z', 'KeyZ'), false],
    ['Mod+Z', press('z', 'KeyZ', 'cm'), false],
    ['Delete', press('Delete', 'Delete'), true],
    ['Delete', press('Delete', 'Delete', 's'), false],
    ['Alt+ArrowUp', press('ArrowUp', 'ArrowUp', 'a'), true],
    ['Mod+Enter', press('Enter', 'NumpadEnter', 'c'), true],
    ['Space', press(' ', 'Space'), true],
  ])('means %s or not', (keys, made, expected) => expect(isPressed(made, keys, false)).toBe(expected));

  it.each([
    ['French: letters are where the letters are', 'Mod+Z', press('z', 'KeyW', 'c'), true],
    ['French: not where they would be elsewhere', 'Mod+Z', press('w', 'KeyZ', 'c'), false],
    ['Russian: letters are where the keys are', 'Mod+Z', press('я', 'KeyZ', 'c'), true],
    ['Russian: a single letter', 'A', press('ф', 'KeyA'), true],
    ['German: a sign with Shift', '?', press('?', 'Minus', 's'), true],
    ['a sign without', '-', press('-', 'Minus'), true],
    ['French: digits need Shift', 'Mod+0', press('à', 'Digit0', 'c'), true],
    ['Mac: Alt writes signs', 'Alt+M', press('µ', 'KeyM', 'a'), true],
    ['plus itself', 'Mod++', press('+', 'BracketRight', 'c'), true],
    ['plus itself, alone', '+', press('+', 'Equal', 's'), true],
  ])('%s', (_, keys, made, expected) => expect(isPressed(made, keys, false)).toBe(expected));

  it('has Command for Mod on a Mac', () => {
    expect(isPressed(press('z', 'KeyZ', 'm'), 'Mod+Z', true)).toBe(true);
    expect(isPressed(press('z', 'KeyZ', 'c'), 'Mod+Z', true)).toBe(false);
  });
});

describe('the action of a key', () => {
  const action = (id: string, ...keys: string[]): Action => ({
    id,
    title: id,
    group: 'Edit',
    keys,
    run: () => undefined,
  });
  const actions = [
    action('undo', 'Mod+Z'),
    action('run', 'Mod+Enter'),
    action('delete', 'Delete'),
    action('keys', '?'),
    action('edit.copy', 'Mod+C'),
    { ...action('off', 'Mod+Y'), enabled: () => false },
  ];
  const found = (made: KeyPress, place: { readonly typing: boolean; readonly onCanvas: boolean }): string | undefined =>
    actionFor(made, actions, place, false)?.id;
  const [onCanvas, inField, elsewhere] = [
    { typing: false, onCanvas: true },
    { typing: true, onCanvas: true },
    { typing: false, onCanvas: false },
  ];

  it('leaves the keys of a field to the field, except running and the like', () => {
    expect(found(press('z', 'KeyZ', 'c'), inField)).toBeUndefined();
    expect(found(press('Delete', 'Delete'), inField)).toBeUndefined();
    expect(found(press('?', 'Slash', 's'), inField)).toBeUndefined();
    expect(found(press('Enter', 'Enter', 'c'), inField)).toBe('run');
  });

  it('needs the canvas for keys without Mod', () => {
    expect(found(press('Delete', 'Delete'), onCanvas)).toBe('delete');
    expect(found(press('Delete', 'Delete'), elsewhere)).toBeUndefined();
    expect(found(press('z', 'KeyZ', 'c'), elsewhere)).toBe('undo');
    expect(found(press('?', 'Slash', 's'), elsewhere)).toBe('keys');
  });

  it('is none for what is off, and leaves the clipboard to the browser', () => {
    expect(found(press('y', 'KeyY', 'c'), onCanvas)).toBeUndefined();
    expect(found(press('c', 'KeyC', 'c'), onCanvas)).toBeUndefined();
  });
});
