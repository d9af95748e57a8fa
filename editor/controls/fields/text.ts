/** The control of a text, on one line or several. Every letter goes into the workflow at once. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import type { Control, ControlContext } from './control.ts';
import { h } from '../../dom.ts';
import { tokenCount } from './tokens/token-count.ts';
import { keyHandler } from '../../key-events.ts';

type TextInput = Extract<InputDefinition, { readonly kind: 'text' }>;

/** After this long without typing, in milliseconds, the next letter starts a new undo step. */
const PAUSE = 1500;

export function textControl(context: ControlContext<TextInput>): Control {
  const { definition, id, edit, variant } = context;
  const count = definition.multiline ? tokenCount(context) : undefined;
  const text = definition.multiline
    ? h('textarea', { id, class: 'prompt', rows: variant === 'form' ? 4 : 2, spellcheck: 'true', dir: 'auto' })
    : h('input', { id, type: 'text', class: 'line-text', autocomplete: 'off', spellcheck: 'false', dir: 'auto' });
  const { maxLength } = definition;
  if (maxLength !== undefined) text.maxLength = maxLength;
  let pause: ReturnType<typeof setTimeout> | undefined;

  text.addEventListener('input', () => {
    edit.set(text.value);
    count?.show(text.value);
    clearTimeout(pause);
    pause = setTimeout(() => edit.settle(), PAUSE);
  });
  text.addEventListener('blur', settle);
  const press = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey } = event;
    if (key === 'Enter' && !definition.multiline && !ctrlKey && !metaKey) {
      settle();
      text.select();
    } else if (key === 'Escape' && edit.revert()) {
      event.stopPropagation();
      clearTimeout(pause);
      const value = edit.current();
      text.value = typeof value === 'string' ? value : '';
      count?.show(text.value);
    }
  };
  (text as HTMLElement).addEventListener('keydown', keyHandler(press));

  function settle(): void {
    clearTimeout(pause);
    edit.settle();
  }

  return {
    element: definition.multiline ? text : h('div', { class: 'pill line' }, text),
    aside: count?.element,
    show(value) {
      const shown = typeof value === 'string' ? value : '';
      // Assigning even an equal value would move the caret.
      if (text.value === shown) return count?.show(shown);
      if (document.activeElement === text && edit.isOpen()) return;
      text.value = shown;
      count?.show(shown);
    },
    focus: () => text.focus(),
    destroy() {
      settle();
      count?.destroy();
    },
  };
}
