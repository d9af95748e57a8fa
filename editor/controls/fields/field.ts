/**
 * The field of an input, on a node or in a form: label, control, what is wrong with the value, and a menu. Its control follows
 * what the value is: that of the kind, a list of values, or none for what comes along a wire.
 */
import { effect } from '@preact/signals';
import { type InputDefinition, readEach, readLink } from '../../../engine/protocol/index.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { openFieldMenu } from './field-menu.ts';
import type { Control, ControlContext, Variant } from './control.ts';
import { createControl } from './controls.ts';
import { h, iconOf, setAttribute, setText, uniqueId } from '../../dom.ts';
import { eachControl } from './value-list.ts';
import { inputEdit, sameValue } from './value-edit.ts';
import { sentenceOf } from './issue-text.ts';
import { shieldCanvas } from '../widgets/shield-canvas.ts';
import { sourceTitle } from './source-title.ts';
import { valueText } from './value-text.ts';

export interface FieldContext {
  readonly editor: Editor;
  readonly session: Session;
  readonly node: string;
  readonly input: string;
  readonly definition: InputDefinition;
  readonly label?: string | undefined;
  readonly variant: Variant;
}

export interface Field {
  readonly element: HTMLElement;
  /**
   * Shows a value of the workflow, undefined for the default, and what is wrong with it. A control people type in is left alone.
   */
  update(value: unknown, issue?: string): void;
  focus(): void;
  destroy(): void;
}

type Mode = 'literal' | 'each' | 'linked';

/** Kinds a change of which is not worth a mark: everybody sets them. */
const ALWAYS_SET: ReadonlySet<InputDefinition['kind']> = new Set(['seed', 'file', 'model']);

export function createField(context: FieldContext): Field {
  const { editor, session, node, input, definition, variant } = context;
  const label = context.label ?? definition.title ?? input;
  const fallback = 'default' in definition ? definition.default : undefined;
  const edit = inputEdit(context, fallback);
  const id = uniqueId('field');
  const isTall = definition.kind === 'file' || (definition.kind === 'text' && definition.multiline === true);

  const name = h('label', { for: id, id: `${id}-label`, class: 'field-label', title: definition.tooltip }, label);
  const reset = h(
    'button',
    {
      type: 'button',
      class: 'field-reset',
      tabindex: variant === 'form' ? 0 : -1,
      hidden: true,
      onclick: () => put(undefined),
    },
    iconOf('rotateCcw'),
  );
  const from = h('span', { class: 'field-from' });
  const aside = h('span', { class: 'field-aside' });
  const slot = h('div', { class: 'field-control' });
  const wrong = h('p', { id: `${id}-issue`, class: 'field-issue', hidden: true });
  const mark = h('span', { class: 'field-mark', hidden: true }, iconOf('triangleAlert'));
  const element = h(
    'div',
    { 'class': `field is-${variant} kind-${definition.kind}${isTall ? ' is-tall' : ''}`, 'data-input': input },
    h('div', { class: 'field-head' }, name, reset, mark, from, aside),
    slot,
    wrong,
  );
  shieldCanvas(element);
  element.addEventListener('keydown', takeBack);
  element.addEventListener('contextmenu', (event) => {
    if (mode === 'linked') return;
    event.preventDefault();
    event.stopPropagation();
    openFieldMenu(context, { label, fallback, value: raw, at: placeOf(event), put });
  });

  let mode: Mode | undefined;
  let control: Control | undefined;
  let raw: unknown;
  let issue: string | undefined;
  let draft: string | undefined;
  /** What the latest run said of the value it had; another value is not to blame. */
  let failure: { readonly message: string; readonly value: unknown } | undefined;

  function put(value: unknown): void {
    edit.settle();
    edit.set(value);
    edit.settle();
    update(session.document.workflow.peek().nodes[node]?.inputs?.[input], issue);
  }

  /** Where nothing is being typed, undo is the workflow's and not the text's. */
  function takeBack(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && (key === 'z' || key === 'y');
    if (!isUndo || !(event.target instanceof Element) || !event.target.matches('.number-text:not([data-typing])'))
      return;
    event.preventDefault();
    edit.settle();
    if (key === 'y' || event.shiftKey) session.document.redo();
    else session.document.undo();
  }

  function placeOf(event: MouseEvent): { readonly x: number; readonly y: number } {
    if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
    const { left, bottom } = slot.getBoundingClientRect();
    return { x: left, y: bottom };
  }

  function build(next: Mode): void {
    const hadFocus = slot.contains(document.activeElement);
    control?.destroy?.();
    mode = next;
    element.dataset['mode'] = next;
    const controlContext: ControlContext = {
      editor,
      session,
      node,
      input,
      definition,
      variant,
      id,
      label,
      edit,
      draft: say,
    };
    control =
      next === 'linked' ? undefined : next === 'each' ? eachControl(controlContext) : createControl(controlContext);
    slot.replaceChildren(...(control ? [control.element] : []));
    aside.replaceChildren(...(control?.aside ? [control.aside] : []));
    control?.scrubWith?.(name);
    name.classList.toggle('is-scrub', control?.scrubWith !== undefined);
    nameControl();
    if (hadFocus) control?.focus();
  }

  function nameControl(): void {
    const main = slot.querySelector(`#${id}`);
    main?.setAttribute('aria-describedby', `${id}-issue`);
    // A button has no label of its own; what is written on it is its value.
    if (main?.matches('button:not([aria-label])'))
      main.setAttribute('aria-labelledby', main.matches('[role=switch]') ? `${id}-label` : `${id}-label ${id}`);
  }

  function say(sentence: string | undefined): void {
    draft = sentence;
    showIssue();
  }

  function showIssue(): void {
    const blamed = failure && sameValue(failure.value, raw) ? failure.message : undefined;
    const shown = draft ?? issue ?? blamed ?? (mode === 'literal' ? control?.check?.(raw ?? fallback) : undefined);
    element.classList.toggle('is-wrong', shown !== undefined);
    wrong.hidden = shown === undefined;
    mark.hidden = shown === undefined;
    setText(wrong, shown ?? '');
    setAttribute(mark, 'title', shown);
    setAttribute(slot.querySelector(`#${id}`) ?? slot, 'aria-invalid', shown === undefined ? undefined : 'true');
  }

  function showReset(): void {
    const isOther =
      mode === 'literal' &&
      raw !== undefined &&
      !sameValue(raw, fallback) &&
      !isTall &&
      !ALWAYS_SET.has(definition.kind) &&
      (fallback !== undefined || definition.optional === true);
    reset.hidden = !isOther;
    if (!isOther) return;
    const title = fallback === undefined ? `Clear ${label}` : `Reset ${label} to ${valueText(fallback)}`;
    setAttribute(reset, 'title', title);
    setAttribute(reset, 'aria-label', title);
  }

  function update(value: unknown, problem?: string): void {
    raw = value;
    issue = problem === undefined ? undefined : sentenceOf(problem);
    const next: Mode =
      definition.kind === 'socket' || isLinked(value) ? 'linked' : readEach(value) ? 'each' : 'literal';
    if (next !== mode) build(next);
    setText(from, next === 'linked' ? sourceTitle(session.document.workflow.peek(), editor.types.peek(), value) : '');
    control?.show(value ?? fallback);
    showIssue();
    showReset();
  }

  update(session.document.workflow.peek().nodes[node]?.inputs?.[input]);
  const stop = effect(() => {
    const { state, field, message } =
      (editor.session.value === session ? editor.activity.value.nodes[node] : undefined) ?? {};
    if (state !== 'failed' || field !== input || message === undefined) failure = undefined;
    else if (failure?.message !== message) failure = { message, value: raw };
    showIssue();
  });
  return {
    element,
    update,
    focus: () => control?.focus(),
    destroy() {
      stop();
      edit.settle();
      control?.destroy?.();
      element.remove();
    },
  };
}

function isLinked(value: unknown): boolean {
  return readLink(value) !== undefined || (Array.isArray(value) && value.some((each) => readLink(each) !== undefined));
}
