/** The control of a seed: its digits, a die, and what happens to it after each run. */
import { h, iconButton } from '../../dom.ts';
import { isCommandKey } from '../../keyboard.ts';
import type { Control, ControlContext } from './control.ts';
import { policyButton, policySegments } from './seed-policy.ts';
import { MAX_SEED, parseSeed, randomSeed, seedPlus, seedText } from './seed.ts';
import { valueText } from './value-text.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

/** Longer seeds are shown in smaller digits. */
const LONG = 15;

export function seedControl(context: ControlContext): Control {
  const { id, edit, draft, label, variant } = context;
  const text = h('input', {
    id,
    type: 'text',
    inputmode: 'numeric',
    class: 'number-text',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: type,
    onkeydown: keyHandler(key),
    onblur: leave,
  });
  const policy = variant === 'form' ? policySegments(context) : policyButton(context);
  const die = iconButton('dices', t('{label}: draw a random seed', { label }), () => put(randomSeed()));
  const pill = h('div', { class: 'pill seed' }, text, die, variant === 'node' && policy.element);
  const element = variant === 'form' ? h('div', { class: 'with-policy' }, pill, policy.element) : pill;
  /** Whether the text was typed and is not committed yet. */
  let isTyping = false;

  function type(): void {
    isTyping = true;
    text.toggleAttribute('data-typing', true);
    const isValid = text.value.trim() === '' || parseSeed(text.value) !== undefined;
    draft(isValid ? undefined : t('Enter a whole number from 0 to {most}.', { most: String(MAX_SEED) }));
  }

  function put(seed: string): void {
    edit.set(seed);
    edit.settle();
    show(edit.current());
  }

  /** Commits the text; an empty one restores the seed. @returns false if the text is not a seed. */
  function take(): boolean {
    if (!isTyping) return true;
    const seed = parseSeed(text.value);
    if (seed === undefined && text.value.trim() !== '') return false;
    stop();
    if (seed !== undefined && seed !== seedText(edit.current())) put(seed);
    else show(edit.current());
    return true;
  }

  function stop(): void {
    isTyping = false;
    draft(undefined);
  }

  function leave(): void {
    if (!take()) stop();
    edit.settle();
    show(edit.current());
  }

  function key(event: KeyboardEvent): void {
    if (isCommandKey(event)) take();
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      if (!take()) return;
      edit.set(seedPlus(seedText(edit.current()) || '0', by));
      show(edit.current());
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      if (take()) text.select();
    } else if (event.key === 'Escape') {
      if (isTyping || edit.revert()) event.stopPropagation();
      stop();
      show(edit.current());
      text.select();
    }
  }

  function show(value: unknown): void {
    text.toggleAttribute('data-typing', isTyping);
    if (!isTyping) text.value = seedText(value) || valueText(value);
    text.classList.toggle('is-long', text.value.length > LONG);
  }

  return { element, show, focus: () => text.focus(), destroy: () => policy.destroy() };
}
