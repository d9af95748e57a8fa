/** The control of a model: a filterable list of the server's models. It also shows a model that the server lacks. */
import { effect } from '@preact/signals';
import { type InputDefinition, type ModelInfo, withSlashes } from '../../../engine/protocol/index.ts';
import { fitsWorkflow, knowsModel, modelsFor } from '../../document/graph/choices.ts';
import { bytesText } from '../../words.ts';
import type { Control, ControlContext } from './control.ts';
import { choosePrompt, isPart, missingSentence, noneThere } from './model-words.ts';
import { h, iconOf, setAttribute, setText } from '../../dom.ts';
import { openPicker, type Picker, type PickerItem } from '../widgets/picker.ts';
import { keyHandler } from '../../key-events.ts';
import { msg, t } from '../../i18n/t.ts';

type ModelInput = Extract<InputDefinition, { readonly kind: 'model' }>;

/** Title of the choice of no model. */
const NONE = msg('None');
/** Headings of the list. */
const FITS = msg('Fits the other parts');
const UNFIT = msg('Does not fit them');

export function modelControl(context: ControlContext<ModelInput>): Control {
  const { editor, session, node, definition, id, label, edit } = context;
  const name = h('span', { class: 'model-name' });
  const missing = iconOf('triangleAlert');
  missing.classList.add('model-missing');
  let popover: Picker | undefined;
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
  /** An input that stands for no model when it is left empty. */
  const canBeNone = definition.default === '' || definition.optional === true;

  /** The models that this input can name. */
  function known(): readonly ModelInfo[] {
    return modelsFor(definition, editor.models.value);
  }

  /** Before the list of models has arrived, no model counts as unknown. */
  function isUnknown(model: string): boolean {
    return known().length > 0 && !knowsModel(definition, editor.models.value, withSlashes(model));
  }

  function sentence(model: string): string {
    return missingSentence(model, editor.models.value.commands?.[model.split('/').at(-1) ?? model]);
  }

  /** Models that fit the other parts of the workflow come first. */
  function items(): readonly PickerItem[] {
    const workflow = session.document.workflow.peek();
    const models = editor.models.peek();
    const fitting = known().map((model) => fitsWorkflow(workflow, editor.types.peek(), node, model, models));
    const isMixed = new Set(fitting).size > 1;
    const found = known()
      .map((model, i) => ({
        value: model.name,
        title: model.name,
        detail: [model.model, model.format, bytesText(model.bytes), model.licence].filter(Boolean).join(' · '),
        fits: fitting[i],
        group: isMixed ? t(fitting[i] ? FITS : UNFIT) : undefined,
      }))
      .toSorted((a, b) => Number(b.fits) - Number(a.fits));
    return canBeNone && found.length > 0 ? [{ value: '', title: t(NONE) }, ...found] : found;
  }

  /** What whole models lack, for inputs that name parts of them. */
  function note(): string | undefined {
    const { missing: sentences } = editor.models.peek();
    return sentences.length > 0 && isPart(definition) ? `${sentences.join('. ')}.` : undefined;
  }

  function open(): void {
    setAttribute(button, 'aria-expanded', 'true');
    // The server looks for models anew: one that was just put there appears without a restart.
    editor.rescan();
    popover = openPicker({
      anchor: button,
      label,
      selected: typeof value === 'string' ? value : canBeNone ? '' : undefined,
      items: items(),
      empty: noneThere(definition),
      note: note(),
      onPick(next) {
        // Without a value, the input is as it was before one was chosen.
        edit.set(next === '' ? undefined : next);
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
    setText(name, isEmpty ? choosePrompt(definition) : next);
    name.classList.toggle('is-empty', isEmpty);
    missing.hidden = !isMissing;
    if (isMissing) button.title = sentence(next);
    else button.title = isEmpty ? '' : next;
  }

  const stop = effect(() => {
    known();
    show(value);
    popover?.update(items(), note());
  });
  return {
    element: button,
    show,
    focus: () => button.focus(),
    destroy() {
      stop();
      popover?.close();
    },
    check: (next) => (typeof next === 'string' && next !== '' && isUnknown(next) ? sentence(next) : undefined),
  };
}
