/** Finding the action of a key press, on different keyboards and with the focus in different places. */
import { describe, expect, it } from 'vitest';
import { actionFor, isPressed, type KeyPress, type Place } from '../../../editor/app/input/keys.ts';
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

describe('isPressed', () => {
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
  ])('matches %s: case %#', (keys, made, expected) => expect(isPressed(made, keys, false)).toBe(expected));

  it.each([
    ['French: letters match by the letter', 'Mod+Z', press('z', 'KeyW', 'c'), true],
    ['French: letters do not match by the position of the key', 'Mod+Z', press('w', 'KeyZ', 'c'), false],
    ['Russian: letters match by the position of the key', 'Mod+Z', press('я', 'KeyZ', 'c'), true],
    ['Russian: a single letter matches without modifiers', 'A', press('ф', 'KeyA'), true],
    ['German: a sign may need Shift', '?', press('?', 'Minus', 's'), true],
    ['a sign may need no Shift', '-', press('-', 'Minus'), true],
    ['French: digits match without Shift', 'Mod+0', press('à', 'Digit0', 'c'), true],
    ['Mac: letters match although Alt writes signs', 'Alt+M', press('µ', 'KeyM', 'a'), true],
    ['the plus key matches with a modifier', 'Mod++', press('+', 'BracketRight', 'c'), true],
    ['the plus key matches alone', '+', press('+', 'Equal', 's'), true],
  ])('%s', (_, keys, made, expected) => expect(isPressed(made, keys, false)).toBe(expected));

  it('takes Command for Mod on a Mac', () => {
    expect(isPressed(press('z', 'KeyZ', 'm'), 'Mod+Z', true)).toBe(true);
    expect(isPressed(press('z', 'KeyZ', 'c'), 'Mod+Z', true)).toBe(false);
  });
});

describe('actionFor', () => {
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
    { ...action('mute', 'M'), onCanvas: true as const },
    action('fit', 'F'),
    action('all', 'Mod+A'),
    action('next', 'Alt+PageDown'),
    action('form', 'Alt+G'),
    action('heal', 'Mod+Backspace'),
    action('help', 'F1'),
  ];
  const found = (made: KeyPress, place: Place, mac = false): string | undefined =>
    actionFor(made, actions, place, mac)?.id;
  const [onCanvas, nowhere, elsewhere] = (['canvas', 'nowhere', 'elsewhere'] as const).map((focus): Place => ({
    typing: false,
    hasEdits: false,
    focus,
  })) as [Place, Place, Place];
  const inField: Place = { typing: true, hasEdits: false, focus: 'canvas' };

  it('leaves to a text what writes, moves in it and edits it', () => {
    const keys = [
      press('Delete', 'Delete'),
      press('?', 'Slash', 's'),
      press('m', 'KeyM'),
      press('f', 'KeyF'),
      press('a', 'KeyA', 'c'),
      press('Backspace', 'Backspace', 'c'),
    ];
    expect(keys.map((key) => found(key, inField))).toEqual(keys.map(() => undefined));
  });

  it('takes combinations while a text has the focus', () => {
    expect(found(press('Enter', 'Enter', 'c'), inField)).toBe('run');
    expect(found(press('F1', 'F1'), inField)).toBe('help');
    expect(found(press('PageDown', 'PageDown', 'a'), inField)).toBe('next');
    expect(found(press('g', 'KeyG', 'a'), inField)).toBe('form');
  });

  it('leaves Alt to the signs of a text on a Mac', () => {
    expect(found(press('©', 'KeyG', 'a'), inField, true)).toBeUndefined();
    expect(found(press('©', 'KeyG', 'a'), onCanvas, true)).toBe('form');
  });

  it('undoes in the document while the text has no edits of its own', () => {
    expect(found(press('z', 'KeyZ', 'c'), inField)).toBe('undo');
    expect(found(press('z', 'KeyZ', 'c'), { ...inField, hasEdits: true })).toBeUndefined();
  });

  it('takes single keys that change the graph only while the canvas has the focus', () => {
    expect(found(press('m', 'KeyM'), onCanvas)).toBe('mute');
    expect(found(press('m', 'KeyM'), nowhere)).toBeUndefined();
    expect(found(press('f', 'KeyF'), nowhere)).toBe('fit');
    expect(found(press('f', 'KeyF'), elsewhere)).toBeUndefined();
  });

  it('takes keys without Mod only on the canvas', () => {
    expect(found(press('Delete', 'Delete'), onCanvas)).toBe('delete');
    expect(found(press('Delete', 'Delete'), elsewhere)).toBeUndefined();
    expect(found(press('z', 'KeyZ', 'c'), elsewhere)).toBe('undo');
    expect(found(press('?', 'Slash', 's'), elsewhere)).toBe('keys');
  });

  it('ignores disabled actions and leaves the clipboard to the browser', () => {
    expect(found(press('y', 'KeyY', 'c'), onCanvas)).toBeUndefined();
    expect(found(press('c', 'KeyC', 'c'), onCanvas)).toBeUndefined();
  });
});
