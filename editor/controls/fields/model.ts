/** A model: a filterable list of those the server has, which also shows one it does not have. */
import { effect } from '@preact/signals';
import { modelsFor } from '../../document/graph/choices.ts';
import type { Control, ControlContext } from './control.ts';
import { h, iconOf, setAttribute, setText } from '../../dom.ts';
import { openPicker } from '../widgets/picker.ts';
import type { Popover } from '../widgets/popover.ts';

export function modelControl(context: ControlContext): Control {
  const { editor, session, node, id, label, edit } = context;
  const name = h('span', { class: 'model-name' });
  const missing = iconOf('triangleAlert');
  missing.classList.add('model-missing');
  let popover: Popover | undefined;
  const button = h(
    'button',
    {
      id,
      'type': 'button',
      'class': 'pill model',
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      'onclick': () => (popover ? popover.close() : open()),
      'onkeydown': (event: KeyboardEvent) => {
        if (event.key !== 'ArrowDown' || popover) return;
        event.preventDefault();
        open();
      },
    },
    missing,
    name,
    iconOf('chevronDown'),
  );
  let value: unknown;

  function known(): readonly string[] {
    const workflow = session.document.workflow.peek();
    return modelsFor(workflow, editor.types.peek(), workflow.nodes[node]?.type ?? '', editor.models.value);
  }

  function open(): void {
    setAttribute(button, 'aria-expanded', 'true');
    popover = openPicker({
      anchor: button,
      label,
      selected: typeof value === 'string' ? value : undefined,
      items: known().map((each) => ({ value: each, title: each })),
      empty: 'No model folder of the server has one. Add a folder to it, or start the server with --models.',
      onPick(next) {
        edit.set(next);
        edit.settle();
        show(edit.current());
      },
      onClose() {
        popover = undefined;
        setAttribute(button, 'aria-expanded', 'false');
      },
    });
  }

  function show(next: unknown): void {
    value = next;
    const isEmpty = typeof next !== 'string' || next === '';
    const isMissing = !isEmpty && known().length > 0 && !known().includes(next);
    setText(name, isEmpty ? 'Choose a model' : next);
    name.classList.toggle('is-empty', isEmpty);
    missing.hidden = !isMissing;
    button.title = isMissing ? missingSentence(next) : isEmpty ? '' : next;
  }

  const stop = effect(() => {
    known();
    show(value);
  });
  return {
    element: button,
    show,
    focus: () => button.focus(),
    destroy() {
      stop();
      popover?.close();
    },
    check: (next) =>
      typeof next === 'string' && next !== '' && known().length > 0 && !known().includes(next)
        ? missingSentence(next)
        : undefined,
  };
}

function missingSentence(name: string): string {
  return `No model folder of the server has "${name}". Choose another, or put it there.`;
}
