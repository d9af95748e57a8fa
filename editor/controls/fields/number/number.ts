/** The control of a number: typed, with arithmetic; dragged; stepped by keys, buttons and the wheel. */
import type { Control, ControlContext } from '../control.ts';
import { valueText } from '../value-text.ts';
import { isCommandKey } from '../../../keyboard.ts';
import { h, iconButton, setAttribute } from '../../../dom.ts';
import { parseNumber } from './parse.ts';
import { fractionOf, formatNumber, nearestValid, type NumberInput, rangeSentence, sliderRange } from './range.ts';
import { takenSentence } from './taken-sentence.ts';
import { type ScrubKeys, stepped } from './scrub.ts';
import { scrubOn } from './scrub-on.ts';
import { rangeSlider } from './slider.ts';
import { keyHandler } from '../../../key-events.ts';
import { t } from '../../../i18n/t.ts';

/** Steps for each arrow or page key. */
const KEY_STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

export function numberControl(context: ControlContext<NumberInput>): Control {
  const { definition, edit, draft, id, label, variant } = context;
  const range = sliderRange(definition);
  let value: number | undefined;
  /** Whether the text was typed and is not committed yet. */
  let isTyping = false;
  /** The value that a sentence is shown about. */
  let told: number | undefined;

  const input: HTMLInputElement = h('input', {
    id,
    'type': 'text',
    'inputmode': definition.kind === 'int' && definition.min >= 0 ? 'numeric' : 'decimal',
    'class': 'number-text',
    'role': 'spinbutton',
    'autocomplete': 'off',
    'spellcheck': 'false',
    'aria-valuemin': definition.min,
    'aria-valuemax': definition.max,
    'oninput': type,
    'onkeydown': keyHandler(key),
    'onblur': leave,
    'onfocus': () => input.select(),
    'onwheel': wheel,
  });
  const fill = h('span', { class: 'number-fill' });
  const stepProps = { class: 'tool step', tabindex: -1 };
  const pill = h(
    'div',
    { class: `pill number${range && variant === 'node' ? ' has-fill' : ''}` },
    fill,
    iconButton('chevronLeft', t('Decrease {label}', { label }), (event) => step(-1, event), stepProps),
    input,
    iconButton('chevronRight', t('Increase {label}', { label }), (event) => step(1, event), stepProps),
  );
  const slider =
    range && variant === 'form'
      ? rangeSlider({ input: definition, range, label, onValue: set, onEnd: () => edit.settle() })
      : undefined;
  const element = slider ? h('div', { class: 'with-slider' }, slider.element, pill) : pill;

  const scrubbing = {
    input: definition,
    start: () => value,
    width,
    onValue: set,
    onEnd: () => edit.settle(),
    onCancel: cancel,
    onClick: () => input.focus(),
  };
  const stopScrub = scrubOn(pill, {
    ...scrubbing,
    isOff: (target) => document.activeElement === input || target.closest('.step') !== null,
  });

  /** On a node the fill covers the whole row, including the label. */
  function width(): number {
    return (pill.closest('.field.is-node') ?? pill).getBoundingClientRect().width;
  }

  function show(next: unknown): void {
    value = typeof next === 'number' ? next : undefined;
    if (told !== undefined && value !== told) {
      told = undefined;
      draft(undefined);
    }
    setAttribute(input, 'aria-valuenow', value);
    input.toggleAttribute('data-typing', isTyping);
    if (!isTyping) input.value = value === undefined ? valueText(next) : formatNumber(value);
    if (range) fill.style.width = value === undefined ? '0' : `${fractionOf(range, value) * 100}%`;
    slider?.show(value);
  }

  function type(): void {
    isTyping = true;
    input.toggleAttribute('data-typing', true);
    draft(draftSentence(definition, input.value, value));
  }

  /** Commits the text. @returns false if it is not a number. */
  function take(): boolean {
    if (!isTyping) return true;
    const isEmpty = input.value.trim() === '';
    const next = parseNumber(input.value, value);
    if (!isEmpty && next === undefined) return false;
    isTyping = false;
    draft(undefined);
    const taken = isEmpty || next === undefined ? undefined : nearestValid(definition, next);
    if (taken !== undefined) edit.set(taken);
    else if (definition.default !== undefined || definition.optional) edit.set(undefined);
    edit.settle();
    show(edit.current());
    // Rounding to a whole number or to the digits shown is no surprise; a limit or a multiple may be one.
    if (next !== undefined && taken !== undefined) tell(takenSentence(definition, next, taken), taken);
    return true;
  }

  /** Says what became of the typed value, for as long as the value stays. */
  function tell(sentence: string | undefined, about: number): void {
    told = sentence === undefined ? undefined : about;
    draft(sentence);
  }

  function leave(): void {
    if (!take()) cancel();
    edit.settle();
  }

  /** Drops the text and the open series of changes. @returns whether there was anything to drop. */
  function cancel(): boolean {
    const wasTyping = isTyping;
    isTyping = false;
    draft(undefined);
    const wasChanged = edit.revert();
    show(edit.current());
    return wasTyping || wasChanged;
  }

  function key(event: KeyboardEvent): void {
    if (isCommandKey(event)) take();
    const isPlain = !event.ctrlKey && !event.metaKey;
    const steps = KEY_STEPS[event.key];
    if (steps !== undefined && isPlain) {
      event.preventDefault();
      if (take()) step(steps, event);
    } else if (event.key === 'Enter' && isPlain) {
      if (!take()) return;
      edit.settle();
      input.select();
    } else if (event.key === 'Escape') {
      if (cancel()) event.stopPropagation();
      input.select();
    }
  }

  function set(next: unknown): void {
    edit.set(next);
    show(edit.current());
  }

  function step(by: number, event: { readonly shiftKey: boolean; readonly altKey: boolean }): void {
    const keys: ScrubKeys = { fine: event.shiftKey, coarse: event.altKey };
    set(stepped(definition, value ?? definition.default ?? definition.min, by, keys));
    if (event instanceof MouseEvent) edit.settle();
  }

  function wheel(event: WheelEvent): void {
    if (document.activeElement !== input || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { shiftKey, altKey } = event;
    // Browsers may turn a vertical wheel with Shift into a horizontal one. A plain object keeps the series open.
    if (take()) step((event.deltaY || event.deltaX) < 0 ? 1 : -1, { shiftKey, altKey });
  }

  return {
    element,
    show,
    focus: () => input.focus(),
    destroy: () => stopScrub(),
    check: (next) => (next === undefined ? undefined : rangeSentence(definition, next)),
    scrubWith: (target) => void scrubOn(target, { ...scrubbing, isOff: () => false }),
  };
}

/** @returns what is wrong with text being typed. A decimal in a field for whole numbers is fine: it will be rounded. */
function draftSentence(definition: NumberInput, text: string, current: number | undefined): string | undefined {
  if (text.trim() === '') return undefined;
  const next = parseNumber(text, current);
  if (next === undefined) return t('Not a number.');
  return rangeSentence(definition, definition.kind === 'int' ? Math.round(next) : next);
}
