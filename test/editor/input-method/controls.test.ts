// @vitest-environment happy-dom
/** Keys of an input method do nothing in fields, lists and popovers of controls, and its digits are numbers. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseNumber } from '../../../editor/controls/fields/number/parse.ts';
import { parseNumbers } from '../../../editor/controls/fields/numbers.ts';
import { parseSeed } from '../../../editor/controls/fields/seed.ts';
import { parseEach } from '../../../editor/controls/fields/value-list-text.ts';
import { openPicker } from '../../../editor/controls/widgets/picker.ts';
import { openPopover } from '../../../editor/controls/widgets/popover.ts';
import { segmented } from '../../../editor/controls/widgets/segmented.ts';
import { catalogueNode, enter, press, stub, type Stub } from '../controls/support/stub.ts';
import { composeAt } from './keys.ts';

const NODE = catalogueNode('thing', {
  side: { kind: 'int', min: 16, max: 4096, step: 16, default: 1024, title: 'Side' },
  guidance: { kind: 'float', min: -100, max: 100, step: 0.1, default: 4, title: 'Guidance' },
  seed: { kind: 'seed', default: 0, title: 'Seed' },
  name: { kind: 'text', default: '', title: 'Name' },
  prompt: { kind: 'text', multiline: true, default: '', title: 'Prompt' },
  sigmas: { kind: 'numbers', min: 0, max: 1, optional: true, title: 'Sigmas' },
  model: { kind: 'model', title: 'Model' },
  steps: { kind: 'int', min: 1, max: 100, default: 20, title: 'Steps' },
});

let made: Stub;
beforeEach(() => {
  made = stub({ nodes: [NODE], workflow: { n: { type: 'thing', inputs: { steps: { each: [4, 8] } } } } });
});
afterEach(() => document.body.replaceChildren());

describe('keys of an input method', () => {
  it.each([
    ['side', '512', 512],
    ['guidance', '3.5', 3.5],
    ['seed', '77', '77'],
    ['sigmas', '1, 0.5', [1, 0.5]],
  ])(
    'neither commit, step nor drop what is typed for %s, and a plain Enter commits it',
    async (input, typed, value) => {
      const text = enter(made.field(input), typed);
      await composeAt(text);
      expect(text.value).toBe(typed);
      expect(made.value(input)).toBeUndefined();
      press(text, 'Enter');
      expect(made.value(input)).toEqual(value);
    },
  );

  it.each(['name', 'prompt'])('neither drop nor settle the text typed for %s', async (input) => {
    const text = enter(made.field(input), 'きつね');
    await composeAt(text);
    expect([text.value, made.value(input)]).toEqual(['きつね', 'きつね']);
    press(text, 'Escape');
    expect(made.value(input)).toBeUndefined();
  });

  it('neither drop nor close a list of values', async () => {
    const text = enter(made.field('steps'), '5\n6');
    await composeAt(text);
    expect([text.value, made.value('steps')]).toEqual(['5\n6', { each: [5, 6] }]);
    press(text, 'Escape');
    expect(made.value('steps')).toEqual({ each: [4, 8] });
  });

  it('do not open the list of models, pick from a list or close it', async () => {
    const field = made.field('model');
    const button = field.element.querySelector('button.model') as HTMLButtonElement;
    await composeAt(button);
    expect(document.querySelector('.popover')).toBeNull();
    const pick = vi.fn<(value: string) => void>();
    const items = ['a', 'b'].map((value) => ({ value, title: value }));
    openPicker({ anchor: button, label: 'Models', items, selected: 'a', empty: '', onPick: pick });
    const search = document.querySelector('.picker-search') as HTMLInputElement;
    await composeAt(search);
    expect([pick.mock.calls, document.querySelectorAll('.popover').length]).toEqual([[], 1]);
    expect(document.querySelector('.picker-item.is-active')?.textContent?.trim()).toBe('a');
    press(search, 'ArrowDown');
    press(search, 'Enter');
    expect([pick.mock.calls, document.querySelectorAll('.popover').length]).toEqual([[['b']], 0]);
  });

  it('neither close a popover nor choose in a group of buttons', async () => {
    const pick = vi.fn<(value: string) => void>();
    const options = ['a', 'b'].map((value) => ({ value, title: value }));
    const group = segmented({ label: 'Kind', options, onPick: pick });
    group.show('a');
    const anchor = document.createElement('button');
    document.body.append(anchor);
    openPopover({ anchor, content: group.element, label: 'Kinds' });
    const first = group.element.firstElementChild ?? group.element;
    await composeAt(first);
    expect([pick.mock.calls, document.querySelectorAll('.popover').length]).toEqual([[], 1]);
    press(first, 'Escape');
    expect(document.querySelectorAll('.popover')).toHaveLength(0);
  });

  it('do not cancel a drag of a number', () => {
    const field = made.field('side');
    const pill = field.element.querySelector('.pill.number') as HTMLElement;
    const pointer = (type: string, clientX: number): boolean =>
      pill.dispatchEvent(new PointerEvent(type, { clientX, button: 0, pointerId: 1, bubbles: true }));
    pointer('pointerdown', 0);
    pointer('pointermove', 40);
    const dragged = made.value('side');
    expect(dragged).not.toBeUndefined();
    press(pill, 'Escape', { isComposing: true });
    expect(made.value('side')).toBe(dragged);
    press(pill, 'Escape');
    expect(made.value('side')).toBeUndefined();
  });
});

describe('full-width digits and signs', () => {
  it.each([
    ['１０２４', 1024],
    ['－０．５', -0.5],
    ['０，５', 0.5],
    ['１０２４／２', 512],
    ['（１＋２）＊３', 9],
    ['ー３', -3],
    ['２。５', 2.5],
    ['　７　', 7],
  ])('%s is the number %d', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each(['１，０２４', '一二', '１２円'])('%s is no number', (text) => expect(parseNumber(text)).toBeUndefined());

  it('are seeds, lists of numbers and lists of values', () => {
    expect(parseSeed('１８４４６７４４０７３７０９５５１６１５')).toBe('18446744073709551615');
    expect(parseSeed('－１')).toBeUndefined();
    expect(parseNumbers('１，０．８　０．５；０、０', { min: 0, max: 1 })).toEqual({
      ok: true,
      value: [1, 0.8, 0.5, 0, 0],
    });
    expect(parseEach('８\n１６', { kind: 'int', min: 1, max: 100 })).toEqual({ ok: true, values: [8, 16] });
    expect(parseEach('１\n０', { kind: 'boolean' })).toEqual({ ok: true, values: [true, false] });
    expect(parseEach('７', { kind: 'seed' })).toEqual({ ok: true, values: ['7'] });
  });

  it('stay as they are in texts', () => {
    expect(parseEach('１匹の狐', { kind: 'text' })).toEqual({ ok: true, values: ['１匹の狐'] });
  });

  it.each([
    ['side', '５１２', 512, '512'],
    ['guidance', '－１．５', -1.5, '-1.5'],
    ['seed', '４２', '42', '42'],
    ['sigmas', '１，０．５', [1, 0.5], '1, 0.5'],
  ])('typed for %s are committed and shown as usual digits', (input, typed, value, shown) => {
    const field = made.field(input);
    const text = enter(field, typed);
    expect(field.element.classList.contains('is-wrong')).toBe(false);
    press(text, 'Enter');
    expect([made.value(input), text.value]).toEqual([value, shown]);
  });
});
