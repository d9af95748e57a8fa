/** Commands that move and resize items. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { NODE, NOTE, type Point } from '../layout/geometry.ts';
import { nodesTitle } from '../naming/titles.ts';
import { readItem } from '../selection.ts';
import { setItemView, setNodeView } from './changes.ts';

type Positions = Readonly<Record<string, Point>>;

/**
 * @param positions upper left corners of nodes and notes by item key, in canvas pixels; rounded to whole pixels. A
 * group has no place of its own, because its frame follows its nodes.
 * @param merge see Command.
 */
export function moveItems(workflow: Workflow, positions: Positions, merge?: string): Command {
  const items = itemsTitle(workflow, Object.keys(positions));
  return { name: t('Move {items}', { items }), patch: movesTo(workflow, positions), merge };
}

/** The changes of {@link moveItems}. */
export function movesTo(workflow: Workflow, positions: Positions): Change[] {
  return Object.entries(positions).flatMap(([key, { x, y }]) => {
    const { kind, id } = readItem(key);
    const at = { x: Math.round(x), y: Math.round(y) };
    if (kind === 'node') return setNodeView(workflow, id, at);
    return kind === 'note' ? setItemView(workflow, 'notes', id, at) : [];
  });
}

/**
 * Sets the width of a node, or the size of a note, in canvas pixels and not below its minimum. The height of a node
 * follows from its contents.
 */
export function resizeItem(
  workflow: Workflow,
  key: string,
  { width, height }: { readonly width: number; readonly height?: number | undefined },
): Command {
  const { kind, id } = readItem(key);
  if (kind === 'node') {
    const patch = setNodeView(workflow, id, { width: Math.round(Math.max(NODE.minWidth, width)) });
    return { name: t('Resize {node}', { node: nodesTitle(workflow, [id]) }), patch };
  }
  if (kind !== 'note') return { name: t('Resize'), patch: [] };
  const size = {
    width: Math.round(Math.max(NOTE.minWidth, width)),
    ...(height === undefined ? {} : { height: Math.round(Math.max(NOTE.minHeight, height)) }),
  };
  return { name: t('Resize a note'), patch: setItemView(workflow, 'notes', id, size) };
}

/** Items by name: "Denoise", "3 nodes", "a note", "5 items". */
export function itemsTitle(workflow: Workflow, keys: readonly string[]): string {
  const items = keys.map(readItem);
  if (items.every(({ kind }) => kind === 'node')) return nodesTitle(workflow, keys);
  const [only] = items;
  if (items.length > 1 || !only) return t('{count, plural, one {# item} other {# items}}', { count: items.length });
  if (only.kind === 'group') return t('group {title}', { title: workflow.view?.groups?.[only.id]?.title ?? '' });
  return only.kind === 'note' ? t('a note') : t('a wire');
}
