/**
 * The field of an input, on a node or in a form: label, control, issue and menu. The control depends on the value: that
 * of the input's kind, a list of values, or none while the input is linked.
 */
import { effect } from '@preact/signals';
import { type InputDefinition, readEach, readLink } from '../../../engine/protocol/index.ts';
import { uniqueId } from '../../dom.ts';
import { shieldCanvas } from '../widgets/shield-canvas.ts';
import type { Control } from './control.ts';
import { createControl } from './controls.ts';
import type { FieldContext } from './parts/field-context.ts';
import { openFieldMenu } from './field-menu.ts';
import { createFieldParts } from './parts/field-parts.ts';
import { sentenceOf } from './issue-text.ts';
import { sizeNote } from './number/size-note.ts';
import { sourceTitle } from './source-title.ts';
import { inputEdit, sameValue } from './value-edit.ts';
import { eachControl } from './value-list.ts';
import { valueText } from './value-text.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface Field {
  readonly element: HTMLElement;
  /**
   * Shows a value of the workflow, undefined for the default, and its issue. Text that is being typed stays as it is.
   */
  update(value: unknown, issue?: string): void;
  focus(): void;
  destroy(): void;
}

type Mode = 'literal' | 'each' | 'linked';

/** Kinds without a reset button: nearly every workflow sets them. */
const ALWAYS_SET: ReadonlySet<InputDefinition['kind']> = new Set(['seed', 'file', 'model']);

export function createField(context: FieldContext): Field {
  const { editor, session, node, input, definition } = context;
  const label = context.label ?? t(definition.title ?? input);
  const fallback = 'default' in definition ? definition.default : undefined;
  const edit = inputEdit(context, fallback);
  const id = uniqueId('field');
  const isTall = definition.kind === 'file' || (definition.kind === 'text' && definition.multiline === true);
  const canReset = !isTall && !ALWAYS_SET.has(definition.kind);
  const note = sizeNote(context);
  const parts = createFieldParts(context, { id, label, isTall, onReset: () => put(undefined) });
  const { element, slot } = parts;
  shieldCanvas(element);
  element.addEventListener('keydown', keyHandler(undoInWorkflow));
  element.addEventListener('contextmenu', (event) => {
    if (mode === 'linked') return;
    event.preventDefault();
    event.stopPropagation();
    openFieldMenu(context, { label, fallback, value: raw, at: menuPlace(event), put });
  });

  let mode: Mode | undefined;
  let control: Control | undefined;
  /** The value in the workflow; undefined for the default. */
  let raw: unknown;
  let issue: string | undefined;
  let draft: string | undefined;
  /** Why the latest run failed here, and the value it failed with. Another value is not to blame. */
  let failure: { readonly message: string; readonly value: unknown } | undefined;

  function valueNow(): unknown {
    return session.document.workflow.peek().nodes[node]?.inputs?.[input];
  }

  function put(value: unknown): void {
    edit.settle();
    edit.set(value);
    edit.settle();
    update(valueNow(), issue);
  }

  /** Undo and redo act on the workflow while a number shows a committed value; otherwise they act on the text. */
  function undoInWorkflow(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && (key === 'z' || key === 'y');
    const isCommitted = event.target instanceof Element && event.target.matches('.number-text:not([data-typing])');
    if (!isUndo || !isCommitted) return;
    event.preventDefault();
    edit.settle();
    if (key === 'y' || event.shiftKey) session.document.redo();
    else session.document.undo();
  }

  /** The pointer, or below the control when a key opened the menu. */
  function menuPlace({ clientX, clientY }: MouseEvent): { readonly x: number; readonly y: number } {
    if (clientX !== 0 || clientY !== 0) return { x: clientX, y: clientY };
    const { left, bottom } = slot.getBoundingClientRect();
    return { x: left, y: bottom };
  }

  function build(next: Mode): void {
    const hadFocus = slot.contains(document.activeElement);
    control?.destroy?.();
    mode = next;
    element.dataset['mode'] = next;
    control = create(next);
    slot.replaceChildren(...(control ? [control.element] : []));
    parts.showAside(control?.aside);
    control?.scrubWith?.(parts.label);
    parts.label.classList.toggle('is-scrub', control?.scrubWith !== undefined);
    describeControl(slot, id);
    if (hadFocus) control?.focus();
  }

  function create(next: Mode): Control | undefined {
    if (next === 'linked') return undefined;
    const controlContext = { ...context, label, id, edit, draft: say };
    return next === 'each' ? eachControl(controlContext) : createControl(controlContext);
  }

  function say(sentence: string | undefined): void {
    draft = sentence;
    showIssue();
  }

  function showIssue(): void {
    const blamed = failure && sameValue(failure.value, raw) ? failure.message : undefined;
    const checked = mode === 'literal' ? control?.check?.(raw ?? fallback) : undefined;
    const wrong = draft ?? issue ?? blamed ?? checked;
    parts.showIssue(wrong ?? note?.peek(), wrong === undefined);
  }

  function resetTitle(): string | undefined {
    const isChanged = mode === 'literal' && raw !== undefined && !sameValue(raw, fallback);
    if (!isChanged || !canReset) return undefined;
    if (fallback !== undefined) return t('Reset {label} to {value}', { label, value: valueText(fallback) });
    return definition.optional === true ? t('Clear {label}', { label }) : undefined;
  }

  function modeFor(value: unknown): Mode {
    if (definition.kind === 'socket' || isLinked(value)) return 'linked';
    return readEach(value) ? 'each' : 'literal';
  }

  function update(value: unknown, problem?: string): void {
    raw = value;
    issue = problem === undefined ? undefined : sentenceOf(problem);
    const next = modeFor(value);
    if (next !== mode) build(next);
    const workflow = session.document.workflow.peek();
    parts.showSource(next === 'linked' ? sourceTitle(workflow, editor.types.peek(), value) : '');
    control?.show(value ?? fallback);
    showIssue();
    parts.showReset(resetTitle());
  }

  update(valueNow());
  const stop = effect(() => {
    const activity = editor.session.value === session ? editor.activity.value.nodes[node] : undefined;
    const { state, field, message } = activity ?? {};
    if (state !== 'failed' || field !== input || message === undefined) failure = undefined;
    else if (failure?.message !== message) failure = { message, value: raw };
    void note?.value;
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

/** Gives the main element of a control its issue as a description, and a button its name. */
function describeControl(slot: HTMLElement, id: string): void {
  const main = slot.querySelector(`#${id}`);
  main?.setAttribute('aria-describedby', `${id}-issue`);
  if (!main?.matches('button:not([aria-label])')) return;
  // A <label> does not name a button. The text of a button is its value, except for a switch.
  main.setAttribute('aria-labelledby', main.matches('[role=switch]') ? `${id}-label` : `${id}-label ${id}`);
}

function isLinked(value: unknown): boolean {
  return readLink(value) !== undefined || (Array.isArray(value) && value.some((each) => readLink(each) !== undefined));
}
