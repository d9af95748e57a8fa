// @vitest-environment happy-dom
/** Fields: the values they commit, the undo steps they make, and what Escape restores. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catalogueNode, enter, press, stub, type Stub } from './support/stub.ts';

const NODE = catalogueNode('thing', {
  side: { kind: 'int', min: 16, max: 4096, step: 16, default: 1024, title: 'Side' },
  guidance: { kind: 'float', min: 0, max: 100, step: 0.1, default: 4, title: 'Guidance' },
  seed: { kind: 'seed', default: 0, title: 'Seed' },
  name: { kind: 'text', default: '', title: 'Name' },
  prompt: { kind: 'text', multiline: true, default: '', title: 'Prompt' },
  isOn: { kind: 'boolean', default: false, title: 'On' },
  curve: { kind: 'choice', options: ['a', 'b'], default: 'a', title: 'Curve' },
  sigmas: { kind: 'numbers', min: 0, max: 1, optional: true, title: 'Sigmas' },
  model: { kind: 'model', title: 'Model' },
  image: { kind: 'socket', socket: { name: 'image' }, title: 'Image' },
});

let made: Stub;

beforeEach(() => {
  made = stub({
    nodes: [NODE, catalogueNode('source', {}, { out: 'int' })],
    workflow: { n: { type: 'thing', inputs: {} }, source: { type: 'source', title: 'Where from' } },
  });
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

const history = (): string | undefined => made.session.document.undoName.peek();

function pointer(element: Element, kind: string, x: number, keys: PointerEventInit = {}): void {
  element.dispatchEvent(
    new PointerEvent(kind, { clientX: x, button: 0, pointerId: 1, bubbles: true, cancelable: true, ...keys }),
  );
}

describe('a number field', () => {
  it('commits arithmetic on Enter, rounded to a valid value, and shows the default after undo', () => {
    const field = made.field('side');
    const text = enter(field, '1000/2');
    expect(made.value('side')).toBeUndefined();
    press(text, 'Enter');
    expect(made.value('side')).toBe(496);
    expect(text.value).toBe('496');
    made.session.document.undo();
    expect(text.value).toBe('1024');
  });

  it('reports invalid text while it is typed, and Escape restores the value', () => {
    const field = made.field('side');
    const text = enter(field, '9000');
    expect(field.element.querySelector('.field-issue')?.textContent).toBe('At most 4096.');
    enter(field, 'abc');
    expect(field.element.querySelector('.field-issue')?.textContent).toBe('Not a number.');
    press(text, 'Escape');
    expect(text.value).toBe('1024');
    expect(field.element.classList.contains('is-wrong')).toBe(false);
    expect(history()).toBeUndefined();
  });

  it('says what it took in place of a value beyond a limit, until the value changes', () => {
    const field = made.field('side');
    const text = enter(field, '100000');
    press(text, 'Enter');
    expect(made.value('side')).toBe(4096);
    expect(field.element.querySelector('.field-issue')?.textContent).toBe(
      '100000 is more than the limit: 4096 is taken.',
    );
    made.session.document.undo();
    expect(field.element.classList.contains('is-wrong')).toBe(false);
  });

  it('makes one undo step of several arrow keys', () => {
    const field = made.field('guidance');
    const text = field.element.querySelector('input:not([type=range])') as HTMLInputElement;
    text.focus();
    press(text, 'ArrowUp');
    press(text, 'ArrowUp');
    press(text, 'ArrowUp', { altKey: true });
    expect(made.value('guidance')).toBe(5.2);
    text.blur();
    made.session.document.undo();
    expect(made.value('guidance')).toBeUndefined();
    expect(history()).toBeUndefined();
  });

  it('makes one undo step of a drag, and Escape restores the value from before it', () => {
    const field = made.field('side', 'node');
    const pill = field.element.querySelector('.pill') as HTMLElement;
    pointer(pill, 'pointerdown', 100);
    pointer(pill, 'pointermove', 104);
    pointer(pill, 'pointermove', 112);
    pointer(pill, 'pointerup', 112);
    expect(made.value('side')).toBe(1056);
    pointer(pill, 'pointerdown', 100);
    pointer(pill, 'pointermove', 140);
    pointer(pill, 'pointermove', 180);
    expect(made.value('side')).not.toBe(1056);
    press(document.body, 'Escape');
    expect(made.value('side')).toBe(1056);
    made.session.document.undo();
    expect(made.value('side')).toBeUndefined();
  });

  it('keeps text being typed when the value changes elsewhere', () => {
    const field = made.field('side');
    const text = enter(field, '20');
    field.update(512);
    expect(text.value).toBe('20');
    press(text, 'Escape');
    field.update(512);
    expect(text.value).toBe('512');
  });

  it('reports a value of the workflow that is out of range, or the issue of the server', () => {
    const field = made.field('side');
    field.update(7);
    expect(field.element.querySelector('.field-issue')?.textContent).toBe('At least 16.');
    field.update(7, 'Node "n", input "side": 7 is outside 16 to 4096.');
    expect(field.element.querySelector('.field-issue')?.textContent).toBe('7 is outside 16 to 4096.');
  });
});

describe('a text field', () => {
  it('commits every letter, and starts a new undo step after a pause', () => {
    vi.useFakeTimers();
    const field = made.field('prompt');
    enter(field, 'a');
    enter(field, 'a fox');
    expect(made.value('prompt')).toBe('a fox');
    vi.advanceTimersByTime(2000);
    enter(field, 'a fox in snow');
    made.session.document.undo();
    expect(made.value('prompt')).toBe('a fox');
    made.session.document.undo();
    expect(made.value('prompt')).toBeUndefined();
  });

  it('restores the text on Escape, and redo brings back what was typed', () => {
    const field = made.field('prompt');
    const text = enter(field, 'a fox');
    press(text, 'Escape');
    expect(text.value).toBe('');
    expect(history()).toBeUndefined();
    made.session.document.redo();
    expect(text.value).toBe('a fox');
  });
});

describe('fields of other kinds', () => {
  it('a boolean is toggled by its switch', () => {
    const toggle = made.field('isOn').element.querySelector('[role=switch]') as HTMLElement;
    toggle.click();
    expect(made.value('isOn')).toBe(true);
    expect(toggle.getAttribute('aria-checked')).toBe('true');
  });

  it('a short choice is made with arrow keys', () => {
    const group = made.field('curve').element.querySelector('[role=radiogroup]') as HTMLElement;
    press(group, 'ArrowRight');
    expect(made.value('curve')).toBe('b');
  });

  it('a seed keeps all its digits and refuses a number beyond 64 bits', () => {
    const field = made.field('seed');
    const text = enter(field, '18446744073709551615');
    press(text, 'Enter');
    expect(made.value('seed')).toBe('18446744073709551615');
    enter(field, '18446744073709551616');
    expect(field.element.classList.contains('is-wrong')).toBe(true);
    text.blur();
    expect(text.value).toBe('18446744073709551615');
  });

  it('the die draws a new seed', () => {
    const field = made.field('seed');
    (field.element.querySelector('.tool') as HTMLElement).click();
    expect(made.value('seed')).toMatch(/^\d+$/);
  });

  it('the segments of a seed set what happens after each run', () => {
    const field = made.field('seed');
    (field.element.querySelector('[data-value=random]') as HTMLElement).click();
    expect(made.session.document.workflow.peek().view?.nodes?.['n']?.seeds).toEqual({ seed: 'random' });
    expect(field.element.querySelector('[data-value=random]')?.getAttribute('aria-checked')).toBe('true');
  });

  it('a list of numbers is read from text, and empty text removes it', () => {
    const field = made.field('sigmas');
    press(enter(field, '1 0.5'), 'Enter');
    expect(made.value('sigmas')).toEqual([1, 0.5]);
    press(enter(field, ''), 'Enter');
    expect(made.value('sigmas')).toBeUndefined();
  });

  it('a model that the server does not have is reported', () => {
    const field = made.field('model');
    field.update('three');
    expect(field.element.querySelector('.field-issue')?.textContent).toContain('"three"');
    field.update('two');
    expect(field.element.querySelector('.field-issue')?.textContent).toBe('');
  });

  it('the list of models is filtered by typing', () => {
    const field = made.field('model');
    (field.element.querySelector('.model') as HTMLElement).click();
    const search = document.querySelector('.picker-search') as HTMLInputElement;
    search.value = 'tw';
    search.dispatchEvent(new Event('input'));
    expect([...document.querySelectorAll('[role=option]')].map((option) => option.textContent)).toEqual([
      'twoQwen-Image · bf16 · 40.9 GB',
    ]);
    press(search, 'Enter');
    expect(made.value('model')).toBe('two');
    expect(document.querySelector('.popover')).toBeNull();
  });
});

describe('a list beside a field', () => {
  /** Opens the list of models in a frame that takes the focus, beside another button. */
  function openList(): { readonly frame: HTMLElement; readonly other: HTMLElement; readonly button: HTMLElement } {
    const field = made.field('model');
    const [frame, other] = [document.createElement('section'), document.createElement('button')];
    frame.tabIndex = -1;
    document.body.append(frame, other);
    frame.append(field.element);
    const button = field.element.querySelector('.model') as HTMLElement;
    button.click();
    return { frame, other, button };
  }
  const isOpen = (): boolean => document.querySelector('.popover') !== null;

  it('stays open when the focus goes to the panel or to what is around its button, as presses in Safari do', () => {
    const { frame, button } = openList();
    document.querySelector<HTMLElement>('.popover')?.focus();
    frame.focus();
    expect(isOpen()).toBe(true);
    button.click();
    expect(isOpen()).toBe(false);
  });

  it('stays beside its button when the window changes its size, and closes when the focus goes elsewhere', () => {
    const { other } = openList();
    window.dispatchEvent(new Event('resize'));
    expect(isOpen()).toBe(true);
    other.focus();
    expect(isOpen()).toBe(false);
  });
});

describe('the mode of a field', () => {
  it('is linked for a link: shows its source and no control', () => {
    const field = made.field('side');
    field.update({ from: 'source.out' });
    expect(field.element.querySelector('.field-from')?.textContent).toBe('from Where from');
    expect(field.element.querySelector('input')).toBeNull();
    field.update(32);
    expect((field.element.querySelector('input:not([type=range])') as HTMLInputElement).value).toBe('32');
  });

  it('is linked for a socket: shows no control', () => {
    expect(made.field('image').element.querySelector('input, button:not(.field-reset)')).toBeNull();
  });

  it('is a list for several values, one per line', () => {
    made.session.document.do({
      name: 'List',
      patch: [{ path: ['nodes', 'n', 'inputs', 'side'], value: { each: [16, 32], axis: 'size' } }],
    });
    const field = made.field('side');
    expect(field.element.textContent).toContain('Runs once for each of 2 values');
    const text = enter(field, '16\n32\n64');
    expect(made.value('side')).toEqual({ each: [16, 32, 64], axis: 'size' });
    enter(field, '16\nx');
    expect(field.element.querySelector('.each-wrong')?.textContent).toBe('Line 2: "x" is not a number.');
    expect(made.value('side')).toEqual({ each: [16, 32, 64], axis: 'size' });
    press(text, 'Escape');
    expect(made.value('side')).toEqual({ each: [16, 32], axis: 'size' });
  });
});

describe('the failure of a run', () => {
  it('is shown at its field until the value changes', () => {
    const field = made.field('side');
    const sentence = (): string | null | undefined => field.element.querySelector('.field-issue')?.textContent;
    made.activity.value = {
      ...made.activity.peek(),
      nodes: { n: { state: 'failed', message: 'Too large for the memory.', field: 'side' } },
    };
    expect(sentence()).toBe('Too large for the memory.');
    press(enter(field, '512'), 'Enter');
    expect(sentence()).toBe('');
  });
});

describe('the default', () => {
  it('is restored by the reset button, which only another value shows', () => {
    const field = made.field('guidance');
    const reset = field.element.querySelector('.field-reset') as HTMLButtonElement;
    expect(reset.hidden).toBe(true);
    press(enter(field, '7'), 'Enter');
    expect(reset.hidden).toBe(false);
    reset.click();
    expect(made.value('guidance')).toBeUndefined();
    expect(reset.hidden).toBe(true);
  });

  it('is offered by the menu, beside several values and showing in the form', () => {
    const field = made.field('guidance');
    press(enter(field, '7'), 'Enter');
    field.element.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 5, clientY: 5 }),
    );
    const dialog = made.editor.dialog.peek();
    if (dialog?.kind !== 'menu') throw new Error('No menu');
    expect(dialog.actions.map(({ title }) => title)).toEqual([
      'Reset to 4',
      'Run once for each of several values',
      'Show in the form',
    ]);
    void dialog.actions[1]?.run();
    expect(made.value('guidance')).toEqual({ each: [7] });
  });
});

describe('keys in a field', () => {
  it('commit the text before a command runs', () => {
    const text = enter(made.field('side'), '512');
    let seen: unknown;
    document.body.addEventListener('keydown', () => (seen = made.value('side')), { once: true });
    press(text, 'Enter', { ctrlKey: true });
    expect(seen).toBe(512);
  });

  it('undo and redo in the workflow unless text is being typed', () => {
    const text = enter(made.field('side'), '512');
    press(text, 'z', { ctrlKey: true });
    expect(text.value).toBe('512');
    press(text, 'Enter');
    press(text, 'z', { ctrlKey: true });
    expect(made.value('side')).toBeUndefined();
    press(text, 'Z', { ctrlKey: true, shiftKey: true });
    expect(made.value('side')).toBe(512);
  });

  it('do not reach the canvas, except for combinations', () => {
    const field = made.field('name');
    const seen: string[] = [];
    document.body.addEventListener('keydown', ({ key }) => seen.push(key));
    const text = field.element.querySelector('input') as HTMLInputElement;
    text.focus();
    press(text, 'Delete');
    press(text, 'a');
    press(text, 'ArrowUp', { altKey: true });
    press(text, 'Enter', { ctrlKey: true });
    press(text, 's', { ctrlKey: true });
    press(text, '1', { altKey: true });
    expect(seen).toEqual(['Enter', 's', '1']);
  });
});
