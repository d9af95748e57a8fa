/** The control of a choice: a select, or in a form, for a few short options, all of them side by side. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import type { Control, ControlContext } from './control.ts';
import { h, iconOf } from '../../dom.ts';
import { segmented } from '../widgets/segmented.ts';
import { valueText } from './value-text.ts';
import { t } from '../../i18n/t.ts';

type ChoiceInput = Extract<InputDefinition, { readonly kind: 'choice' }>;

/** The most options side by side, and the most characters they may have together. */
const FEW = 3;
const SHORT = 28;

export function choiceControl(context: ControlContext<ChoiceInput>): Control {
  const { options } = context.definition;
  const fits = options.length <= FEW && options.join('').length <= SHORT;
  return context.variant === 'form' && fits ? segmentedChoice(context) : selectChoice(context);
}

function segmentedChoice({ definition: { options }, id, label, edit }: ControlContext<ChoiceInput>): Control {
  const segments = segmented({
    id,
    label,
    options: options.map((value) => ({ value, title: t(value) })),
    onPick: (value) => {
      edit.set(value);
      edit.settle();
      segments.show(edit.current());
    },
  });
  return segments;
}

function selectChoice({ definition: { options }, id, edit }: ControlContext<ChoiceInput>): Control {
  const select = h(
    'select',
    {
      id,
      class: 'select-native',
      onchange: () => {
        edit.set(select.value);
        edit.settle();
      },
    },
    ...options.map((value) => h('option', { value }, t(value))),
  );
  return {
    element: h('div', { class: 'pill select' }, select, iconOf('chevronDown')),
    show(value) {
      select.querySelector('[data-unknown]')?.remove();
      // A value that is not an option stays visible, but cannot be chosen again.
      if (typeof value === 'string' && !options.includes(value))
        select.prepend(h('option', { value, 'data-unknown': true, 'disabled': true }, value));
      select.value = typeof value === 'string' ? value : '';
    },
    focus: () => select.focus(),
    check: (value) =>
      value === undefined || (typeof value === 'string' && options.includes(value))
        ? undefined
        : t('"{value}" is not one of the options.', { value: valueText(value) }),
  };
}
