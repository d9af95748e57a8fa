/** A value written as one line of text, which Enter or leaving the field commits. */
import type { Control, ControlContext } from '../fields/control.ts';
import { h } from '../../dom.ts';
import { isCommandKey } from '../../keyboard.ts';
import { keyHandler } from '../../key-events.ts';

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly sentence: string };

export interface TextInputOptions {
  readonly placeholder: string;
  readonly format: (value: unknown) => string;
  readonly parse: (text: string) => Parsed;
}

export function textInput(
  { id, edit, draft }: ControlContext,
  { placeholder, format, parse }: TextInputOptions,
): Control {
  let isTyping = false;
  const text = h('input', {
    id,
    type: 'text',
    class: 'line-text',
    placeholder,
    autocomplete: 'off',
    spellcheck: 'false',
    oninput() {
      isTyping = true;
      const parsed = parse(text.value);
      draft(parsed.ok ? undefined : parsed.sentence);
    },
    onblur() {
      if (!take()) stop();
    },
    onkeydown: keyHandler((event: KeyboardEvent) => {
      if (isCommandKey(event)) take();
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && take()) text.select();
      if (event.key !== 'Escape' || !isTyping) return;
      event.stopPropagation();
      stop();
      text.select();
    }),
  });

  /** Commits the text. @returns false if the text is not valid. */
  function take(): boolean {
    if (!isTyping) return true;
    const parsed = parse(text.value);
    if (!parsed.ok) return false;
    edit.set(parsed.value);
    edit.settle();
    stop();
    return true;
  }

  function stop(): void {
    isTyping = false;
    draft(undefined);
    show(edit.current());
  }

  function show(value: unknown): void {
    if (!isTyping) text.value = format(value);
  }

  return { element: h('div', { class: 'pill line' }, text), show, focus: () => text.focus() };
}
