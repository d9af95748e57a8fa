/** The elements of a field around its control: label, reset button, issue. */
import { h, iconOf, setAttribute, setText } from '../../../dom.ts';
import type { FieldContext } from './field-context.ts';
import { t } from '../../../i18n/t.ts';

export interface FieldParts {
  readonly element: HTMLElement;
  readonly label: HTMLLabelElement;
  /** Where the control goes. */
  readonly slot: HTMLElement;
  /** Shows the source of a linked input; empty for none. */
  showSource(title: string): void;
  /** Puts an element right of the label. */
  showAside(aside: HTMLElement | undefined): void;
  /** @param isNote whether the value is taken all the same. */
  showIssue(sentence: string | undefined, isNote: boolean): void;
  /** Shows the reset button under this title, or hides it. */
  showReset(title: string | undefined): void;
}

/**
 * @param id for the element that the label belongs to.
 * @param isTall whether the control takes more than a row.
 */
export function createFieldParts(
  { input, definition, variant }: FieldContext,
  { id, label, isTall, onReset }: FieldPartsOptions,
): FieldParts {
  const name = h(
    'label',
    { for: id, id: `${id}-label`, class: 'field-label', title: definition.tooltip && t(definition.tooltip) },
    label,
  );
  const reset = h(
    'button',
    { type: 'button', class: 'field-reset', tabindex: variant === 'form' ? 0 : -1, hidden: true, onclick: onReset },
    iconOf('rotateCcw'),
  );
  const mark = h('span', { class: 'field-mark', hidden: true }, iconOf('triangleAlert'));
  const source = h('span', { class: 'field-from' });
  const asides = h('span', { class: 'field-aside' });
  const slot = h('div', { class: 'field-control' });
  const issue = h('p', { id: `${id}-issue`, class: 'field-issue', hidden: true });
  const element = h(
    'div',
    { 'class': `field is-${variant} kind-${definition.kind}${isTall ? ' is-tall' : ''}`, 'data-input': input },
    h('div', { class: 'field-head' }, name, reset, mark, source, asides),
    slot,
    issue,
  );
  return {
    element,
    label: name,
    slot,
    showSource: (title) => setText(source, title),
    showAside: (aside) => asides.replaceChildren(...(aside ? [aside] : [])),
    showIssue(sentence, isNote) {
      const isWrong = sentence !== undefined && !isNote;
      element.classList.toggle('is-wrong', isWrong);
      element.classList.toggle('is-noted', sentence !== undefined && isNote);
      issue.hidden = mark.hidden = sentence === undefined;
      setText(issue, sentence ?? '');
      setAttribute(mark, 'title', sentence);
      setAttribute(slot.querySelector(`#${id}`) ?? slot, 'aria-invalid', isWrong ? 'true' : undefined);
    },
    showReset(title) {
      reset.hidden = title === undefined;
      if (title === undefined) return;
      setAttribute(reset, 'title', title);
      setAttribute(reset, 'aria-label', title);
    },
  };
}

export interface FieldPartsOptions {
  readonly id: string;
  readonly label: string;
  readonly isTall: boolean;
  readonly onReset: () => void;
}
