/** What can be done with a field besides changing its value. */
import { readEach } from '../../../engine/protocol/index.ts';
import type { Action } from '../../editor-context.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { exposeInput } from '../../document/commands/index.ts';
import { sameValue } from './value-edit.ts';
import type { FieldContext } from './field.ts';
import { valueText } from './value-text.ts';

export interface FieldMenu {
  readonly label: string;
  readonly fallback: unknown;
  /** In the workflow. */
  readonly value: unknown;
  /** Pixels of the window. */
  readonly at: Point;
  readonly put: (value: unknown) => void;
}

export function openFieldMenu(context: FieldContext, menu: FieldMenu): void {
  context.editor.dialog.value = { kind: 'menu', at: menu.at, actions: fieldActions(context, menu) };
}

export function fieldActions(
  { editor, session, node, input }: FieldContext,
  { fallback, value, label, put }: FieldMenu,
): readonly Action[] {
  const each = readEach(value);
  const { workflow } = session.document;
  const isExposed = Object.values(workflow.peek().parameters ?? {}).some(({ sets }) =>
    sets.includes(`${node}.${input}`),
  );
  return [
    ...(value === undefined || sameValue(value, fallback)
      ? []
      : [
          action('reset', fallback === undefined ? `Clear ${label}` : `Reset to ${short(fallback)}`, () =>
            put(undefined),
          ),
        ]),
    each
      ? action('single', `Only the first value: ${short(each.each[0])}`, () => put(each.each[0]))
      : action('each', 'Run once for each of several values', () => put({ each: [value ?? fallback ?? ''] })),
    ...(isExposed
      ? []
      : [
          action('expose', 'Show in the form', () =>
            session.run(exposeInput(workflow.peek(), editor.types.peek(), node, input)),
          ),
        ]),
  ];
}

function action(id: string, title: string, run: () => void): Action {
  return { id: `field.${id}`, title, group: 'Edit', run };
}

function short(value: unknown): string {
  const text = valueText(value);
  if (text === '') return 'nothing';
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
