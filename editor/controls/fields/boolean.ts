/** The control of a boolean: a switch. */
import type { Control, ControlContext } from './control.ts';
import { h, setAttribute } from '../../dom.ts';

export function booleanControl({ id, edit }: ControlContext): Control {
  const toggle = h(
    'button',
    {
      id,
      'type': 'button',
      'role': 'switch',
      'class': 'switch',
      'aria-checked': 'false',
      'onclick': () => {
        edit.set(toggle.getAttribute('aria-checked') !== 'true');
        edit.settle();
        show(edit.current());
      },
    },
    h('span', { class: 'switch-knob' }),
  );
  const show = (value: unknown): void => setAttribute(toggle, 'aria-checked', String(value === true));
  return { element: toggle, show, focus: () => toggle.focus() };
}
