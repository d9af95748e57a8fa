/** The control of a model: a filterable list of the server's models. It also shows a model that the server lacks. */
import { effect } from '@preact/signals';
import { withSlashes } from '../../../engine/protocol/index.ts';
import { modelsFor } from '../../document/graph/choices.ts';
import type { Control, ControlContext } from './control.ts';
import { h, iconOf, setAttribute, setText } from '../../dom.ts';
import { openPicker } from '../widgets/picker.ts';
import type { Popover } from '../widgets/popover.ts';
import { keyHandler } from '../../key-events.ts';

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
      'onkeydown': keyHandler((event: KeyboardEvent) => {
        if (event.key !== 'ArrowDown' || popover) return;
        event.preventDefault();
        open();
      }),
    },
    missing,
    name,
    iconOf('chevronDown'),
  );
  let value: unknown;

  /** The models that fit this node. */
  function known(): readonly string[] {
    const workflow = session.document.workflow.peek();
    return modelsFor(workflow, editor.types.peek(), workflow.nodes[node]?.type ?? '', editor.models.value);
  }

  /** Before the list of models has arrived, no model counts as unknown. */
  function isUnknown(model: string): boolean {
    return known().length > 0 && !known().includes(withSlashes(model));
  }

  function open(): void {
    setAttribute(button, 'aria-expanded', 'true');
    popover = openPicker({
      anchor: button,
      label,
      selected: typeof value === 'string' ? value : undefined,
      items: known().map((each) => ({ value: each, title: each })),
      empty: 'The server has no such models. Put one into a model folder, or start the server with --models.',
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

  function show(given: unknown): void {
    const next = typeof given === 'string' ? withSlashes(given) : given;
    value = next;
    const isEmpty = typeof next !== 'string' || next === '';
    const isMissing = !isEmpty && isUnknown(next);
    setText(name, isEmpty ? 'Choose a model' : next);
    name.classList.toggle('is-empty', isEmpty);
    missing.hidden = !isMissing;
    if (isMissing) button.title = missingSentence(next);
    else button.title = isEmpty ? '' : next;
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
    check: (next) => (typeof next === 'string' && next !== '' && isUnknown(next) ? missingSentence(next) : undefined),
  };
}

function missingSentence(name: string): string {
  return `No model folder of the server contains "${name}". Choose another model, or add this one.`;
}
