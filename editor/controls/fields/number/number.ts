/** A number: typed, with arithmetic; dragged; stepped by keys, buttons and the wheel. */
import type { Control, ControlContext } from '../control.ts';
import { valueText } from '../value-text.ts';
import { isCommandKey } from '../../widgets/shield-canvas.ts';
import { h, iconButton, setAttribute } from '../../../dom.ts';
import { parseNumber } from './parse.ts';
import { fractionOf, formatNumber, nearestValid, type NumberInput, rangeSentence, sliderRange } from './range.ts';
import { type ScrubKeys, stepped } from './scrub.ts';
import { scrubOn } from './scrub-on.ts';
import { rangeSlider } from './slider.ts';

const BIG_STEP = 10;

export function numberControl(context: ControlContext<NumberInput>): Control {
  const { definition, edit, draft, id, label, variant } = context;
  const range = sliderRange(definition);
  let value: number | undefined;
  /** Typed and not yet taken over. */
  let isTyping = false;

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
    'onkeydown': key,
    'onblur': leave,
    'onfocus': () => input.select(),
    'onwheel': wheel,
  });
  const fill = h('span', { class: 'number-fill' });
  const pill = h(
    'div',
    { class: `pill number${range && variant === 'node' ? ' has-fill' : ''}` },
    fill,
    iconButton('chevronLeft', `Less: ${label}`, (event) => step(-1, event), { class: 'tool step', tabindex: -1 }),
    input,
    iconButton('chevronRight', `More: ${label}`, (event) => step(1, event), { class: 'tool step', tabindex: -1 }),
  );
  const slider =
    range && variant === 'form'
      ? rangeSlider({ input: definition, range, label, onValue: set, onEnd: () => edit.settle() })
      : undefined;
  const element = slider ? h('div', { class: 'with-slider' }, slider.element, pill) : pill;

  const stopScrub = scrubOn(pill, {
    input: definition,
    start: () => value,
    width,
    isOff: (target) => document.activeElement === input || target.closest('.step') !== null,
    onValue: set,
    onEnd: () => edit.settle(),
    onCancel: cancel,
    onClick: () => input.focus(),
  });

  /** A node's field is filled over its whole row, its label included. */
  function width(): number {
    return (pill.closest('.field.is-node') ?? pill).getBoundingClientRect().width;
  }

  function show(next: unknown): void {
    value = typeof next === 'number' ? next : undefined;
    setAttribute(input, 'aria-valuenow', value);
    input.toggleAttribute('data-typing', isTyping);
    if (!isTyping) input.value = value === undefined ? valueText(next) : formatNumber(value);
    if (range) fill.style.width = value === undefined ? '0' : `${fractionOf(range, value) * 100}%`;
    slider?.show(value);
  }

  function type(): void {
    isTyping = true;
    input.toggleAttribute('data-typing', true);
    const next = parseNumber(input.value, value);
    draft(
      input.value.trim() === ''
        ? undefined
        : next === undefined
          ? 'Not a number.'
          : rangeSentence(definition, definition.kind === 'int' ? Math.round(next) : next),
    );
  }

  /** @returns whether what was typed could be taken. */
  function take(): boolean {
    if (!isTyping) return true;
    const isEmpty = input.value.trim() === '';
    const next = parseNumber(input.value, value);
    if (!isEmpty && next === undefined) return false;
    isTyping = false;
    draft(undefined);
    if (!isEmpty) edit.set(nearestValid(definition, next ?? 0));
    else if (definition.default !== undefined || definition.optional) edit.set(undefined);
    edit.settle();
    show(edit.current());
    return true;
  }

  function leave(): void {
    if (!take()) cancel();
    edit.settle();
  }

  /** @returns whether there was anything to take back. */
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
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: BIG_STEP, PageDown: -BIG_STEP }[event.key];
    if (steps !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (take()) step(steps, event);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
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
    if (take()) step((event.deltaY || event.deltaX) < 0 ? 1 : -1, { shiftKey: event.shiftKey, altKey: event.altKey });
  }

  return {
    element,
    show,
    focus: () => input.focus(),
    destroy: () => stopScrub(),
    check: (next) => (next === undefined ? undefined : rangeSentence(definition, next)),
    scrubWith: (target) =>
      void scrubOn(target, {
        input: definition,
        start: () => value,
        width,
        isOff: () => false,
        onValue: set,
        onEnd: () => edit.settle(),
        onCancel: cancel,
        onClick: () => input.focus(),
      }),
  };
}
