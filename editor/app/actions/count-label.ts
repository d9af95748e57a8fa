/** What an action does with the selected items, in numbers: `Delete 3 nodes`. */
import { selectedOf } from '../../document/selection.ts';
import type { Session } from '../../editor-context.ts';
import { msg, t } from '../../i18n/t.ts';

interface Words {
  readonly one: string;
  readonly nodes: string;
  readonly items: string;
}

const WORDS = {
  cut: { one: msg('Cut'), nodes: msg('Cut {count} nodes'), items: msg('Cut {count} items') },
  copy: { one: msg('Copy'), nodes: msg('Copy {count} nodes'), items: msg('Copy {count} items') },
  duplicate: {
    one: msg('Duplicate'),
    nodes: msg('Duplicate {count} nodes'),
    items: msg('Duplicate {count} items'),
  },
  delete: { one: msg('Delete'), nodes: msg('Delete {count} nodes'), items: msg('Delete {count} items') },
} as const satisfies Readonly<Record<string, Words>>;

/** @returns the plain verb for a single item, or none. */
export function countLabel(verb: keyof typeof WORDS, session: Pick<Session, 'selection'> | undefined): string {
  const selection = session?.selection.peek() ?? new Set<string>();
  const { one, nodes, items } = WORDS[verb];
  const count = selection.size;
  if (count < 2) return t(one);
  return t(selectedOf(selection, 'node').length === count ? nodes : items, { count });
}
