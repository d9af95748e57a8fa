/**
 * The control of several values for one input, one per line. A row on a node has room only for a button that opens it.
 */
import { readEach } from '../../../engine/protocol/index.ts';
import type { Control, ControlContext } from './control.ts';
import { h, iconButton, iconOf, setText } from '../../dom.ts';
import { eachText, eachTitle, parseEach, withValues } from './value-list-text.ts';
import { openPopover, type Popover } from '../widgets/popover.ts';
import { keyHandler } from '../../key-events.ts';
import { msg, t } from '../../i18n/t.ts';

const RUNS = msg('{count, plural, one {Runs once.} other {Runs once for each of # values.}}');

export function eachControl(context: ControlContext): Control {
  const { variant, definition } = context;
  const hasRoom = variant === 'form' || (definition.kind === 'text' && definition.multiline);
  return hasRoom ? eachList(context) : eachButton(context);
}

function eachButton(context: ControlContext): Control {
  const { id, label } = context;
  const count = h('span', { class: 'each-count' });
  const values = h('span', { class: 'each-values' });
  let popover: Popover | undefined;
  const button = h(
    'button',
    {
      id,
      'type': 'button',
      'class': 'pill each',
      'aria-haspopup': 'dialog',
      'onclick': () => (popover ? popover.close() : open()),
    },
    iconOf('listOrdered'),
    count,
    values,
  );

  function open(): void {
    const list = eachList({ ...context, id: `${id}-list` });
    list.show(context.edit.current());
    popover = openPopover({
      anchor: button,
      label: t('{label}: values', { label }),
      content: h('div', { class: 'each-panel' }, list.element),
      onClose() {
        popover = undefined;
        list.destroy?.();
      },
    });
    list.focus();
  }

  return {
    element: button,
    show(value) {
      const each = readEach(value);
      if (!each) return;
      setText(count, eachTitle(each));
      setText(values, eachText(each).replaceAll('\n', ' · '));
    },
    focus: () => button.focus(),
    destroy: () => popover?.close(),
  };
}

function eachList({ id, label, definition, edit, draft }: ControlContext): Control {
  const about = h('p', { class: 'each-about' });
  const wrong = h('p', { class: 'each-wrong', role: 'alert', hidden: true });
  const text = h('textarea', {
    id,
    'class': 'prompt each-text',
    'rows': 4,
    'spellcheck': 'false',
    'dir': 'auto',
    'aria-label': t('{label}: values, one per line', { label }),
    'oninput': type,
    'onblur': leave,
    'onkeydown': keyHandler(key),
  });
  let isTyping = false;

  function type(): void {
    isTyping = true;
    const read = parseEach(text.value, definition);
    say(read.ok ? undefined : read.sentence);
    if (!read.ok) return;
    edit.set(withValues(edit.current(), read.values));
    describe(edit.current());
  }

  function say(sentence: string | undefined): void {
    draft(sentence);
    wrong.hidden = sentence === undefined;
    setText(wrong, sentence ?? '');
  }

  function leave(): void {
    isTyping = false;
    say(undefined);
    edit.settle();
    show(edit.current());
  }

  function key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !edit.revert()) return;
    event.stopPropagation();
    event.preventDefault();
    leave();
  }

  function describe(value: unknown): void {
    const each = readEach(value);
    if (!each) return;
    const runs = t(RUNS, { count: each.each.length });
    setText(about, `${runs} ${t('One value per line.')}`);
  }

  function show(value: unknown): void {
    describe(value);
    const each = readEach(value);
    if (each && !isTyping && text.value !== eachText(each)) text.value = eachText(each);
  }

  const single = iconButton('x', t('{label}: back to a single value', { label }), () => {
    edit.set(readEach(edit.current())?.each[0]);
    edit.settle();
  });
  return {
    element: h('div', { class: 'each-list' }, h('div', { class: 'each-head' }, about, single), text, wrong),
    show,
    focus: () => text.focus(),
    destroy: () => edit.settle(),
  };
}
