/** A seed: digits, a die, and what becomes of it after each run. */
import { effect } from '@preact/signals';
import { setSeedPolicy } from '../../document/commands/index.ts';
import type { IconName } from '../../icons.ts';
import type { Control, ControlContext } from './control.ts';
import { h, iconButton, setAttribute, setIcon } from '../../dom.ts';
import { parseSeed, randomSeed, seedPlus, seedText } from './seed.ts';
import { segmented } from '../widgets/segmented.ts';
import { isCommandKey } from '../widgets/shield-canvas.ts';
import { valueText } from './value-text.ts';

type Policy = 'fixed' | 'random' | 'increment';

const POLICIES: readonly { readonly value: Policy; readonly title: string; readonly icon: IconName }[] = [
  { value: 'fixed', title: 'Stays the same after each run', icon: 'lock' },
  { value: 'random', title: 'A new random seed after each run', icon: 'shuffle' },
  { value: 'increment', title: 'One more after each run', icon: 'plus' },
];

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
    onkeydown: key,
    onblur: leave,
  });
  const policy = variant === 'form' ? policySegments(context) : policyButton(context);
  const pill = h(
    'div',
    { class: 'pill seed' },
    text,
    iconButton('dices', `${label}: a new random one`, () => put(randomSeed())),
  );
  const element = variant === 'form' ? h('div', { class: 'with-policy' }, pill, policy.element) : pill;
  if (variant === 'node') pill.append(policy.element);
  let isTyping = false;

  function type(): void {
    isTyping = true;
    text.toggleAttribute('data-typing', true);
    draft(
      text.value.trim() === '' || parseSeed(text.value) !== undefined
        ? undefined
        : 'A whole number from 0 to 18446744073709551615.',
    );
  }

  function put(seed: string): void {
    edit.set(seed);
    edit.settle();
    show(edit.current());
  }

  /** @returns whether what was typed could be taken. */
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
    text.classList.toggle('is-long', text.value.length > 15);
  }

  return { element, show, focus: () => text.focus(), destroy: () => policy.destroy() };
}

interface PolicyControl {
  readonly element: HTMLElement;
  destroy(): void;
}

function policyOf({ session, node, input }: ControlContext): Policy {
  return session.document.workflow.value.view?.nodes?.[node]?.seeds?.[input] ?? 'fixed';
}

function setPolicy({ session, node, input }: ControlContext, policy: Policy): void {
  session.run(setSeedPolicy(session.document.workflow.peek(), node, input, policy));
}

function policySegments(context: ControlContext): PolicyControl {
  const segments = segmented({
    label: `${context.label} after each run`,
    options: POLICIES,
    onPick: (value) => setPolicy(context, value as Policy),
  });
  return { element: segments.element, destroy: effect(() => segments.show(policyOf(context))) };
}

function policyButton(context: ControlContext): PolicyControl {
  const { editor, label } = context;
  const button = iconButton(
    'lock',
    label,
    () => {
      const { left, bottom } = button.getBoundingClientRect();
      const actions = POLICIES.map(({ value, title }) => ({
        id: `seed.${value}`,
        title,
        group: 'Edit' as const,
        run: () => setPolicy(context, value),
      }));
      editor.dialog.value = { kind: 'menu', at: { x: left, y: bottom }, actions };
    },
    { 'aria-haspopup': 'menu' },
  );
  const destroy = effect(() => {
    const policy = POLICIES.find(({ value }) => value === policyOf(context)) ?? POLICIES[0];
    if (!policy) return;
    const icon = button.firstElementChild;
    if (icon instanceof HTMLElement) setIcon(icon, policy.icon);
    setAttribute(button, 'title', `${policy.title}. Change this`);
    setAttribute(button, 'aria-label', `${label} after each run: ${policy.title}`);
    button.classList.toggle('is-on', policy.value !== 'fixed');
  });
  return { element: button, destroy };
}
