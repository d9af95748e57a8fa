/** The menu of a field: everything besides changing its value directly. */
import { readEach } from '../../../engine/protocol/index.ts';
import type { Action } from '../../editor-context.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { exposeInput } from '../../document/commands/index.ts';
import { isBoundary } from '../../document/nested/boundary.ts';
import { promoteInput } from '../../document/nested/commands/interface.ts';
import { subgraphAt } from '../../document/nested/path.ts';
import type { FieldContext } from './parts/field-context.ts';
import { sameValue } from './value-edit.ts';
import { valueText } from './value-text.ts';
import { t } from '../../i18n/t.ts';

/** The most characters of a value in a menu item. */
const SHORT = 24;

export interface FieldMenu {
  readonly label: string;
  /** The default of the input. */
  readonly fallback: unknown;
  /** The value in the workflow. */
  readonly value: unknown;
  /** Where the menu opens, in pixels of the window. */
  readonly at: Point;
  readonly put: (value: unknown) => void;
}

export function openFieldMenu(context: FieldContext, menu: FieldMenu): void {
  context.editor.dialog.value = { kind: 'menu', at: menu.at, actions: fieldActions(context, menu) };
}

function fieldActions(
  { editor, session, node, input }: FieldContext,
  { fallback, value, label, put }: FieldMenu,
): readonly Action[] {
  const actions: Action[] = [];
  if (value !== undefined && !sameValue(value, fallback)) {
    const title =
      fallback === undefined ? t('Clear {label}', { label }) : t('Reset to {value}', { value: short(fallback) });
    actions.push(action('reset', title, () => put(undefined)));
  }
  const list = readEach(value);
  if (list) {
    const [first] = list.each;
    actions.push(action('single', t('Keep only the first value: {value}', { value: short(first) }), () => put(first)));
  } else {
    const start = { each: [value ?? fallback ?? ''] };
    actions.push(action('each', t('Run once for each of several values'), () => put(start)));
  }
  const { workflow } = session.document;
  const place = `${node}.${input}`;
  const inside = subgraphAt(session.whole.peek(), session.path.peek());
  if (inside !== undefined) {
    const promote = (): void =>
      session.run(promoteInput(workflow.peek(), editor.types.peek(), inside, { node, input }));
    if (!isBoundary(node)) actions.push(action('promote', t('Show on the subgraph'), promote));
    return actions;
  }
  const isExposed = Object.values(workflow.peek().parameters ?? {}).some(({ sets }) => sets.includes(place));
  if (!isExposed) {
    const expose = (): void => session.run(exposeInput(workflow.peek(), editor.types.peek(), node, input));
    actions.push(action('expose', t('Show in the form'), expose));
  }
  return actions;
}

function action(id: string, title: string, run: () => void): Action {
  return { id: `field.${id}`, title, group: 'Edit', run };
}

function short(value: unknown): string {
  const text = valueText(value);
  if (text === '') return t('nothing');
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}
