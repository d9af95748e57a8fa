/** Commands that move and resize items. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { setItemView, setNodeView } from './changes.ts';
import type { Command } from '../command.ts';
import { NODE, NOTE, type Point } from '../layout/geometry.ts';
import { readItem } from '../selection.ts';
import { nodesTitle } from '../naming/titles.ts';

/**
 * @param positions upper left corners of nodes and notes by item key, in canvas pixels; rounded to whole ones. A group has no
 * place of its own: it is where its nodes are.
 * @param merge see Command.
 */
export function moveItems(workflow: Workflow, positions: Readonly<Record<string, Point>>, merge?: string): Command {
  return { name: `Move ${itemsTitle(workflow, Object.keys(positions))}`, patch: movesTo(workflow, positions), merge };
}

/** The changes of {@link moveItems}. */
export function movesTo(workflow: Workflow, positions: Readonly<Record<string, Point>>): Command['patch'] {
  return Object.entries(positions).flatMap(([key, { x, y }]) => {
    const { kind, id } = readItem(key);
    const at = { x: Math.round(x), y: Math.round(y) };
    return kind === 'node'
      ? setNodeView(workflow, id, at)
      : kind === 'note'
        ? setItemView(workflow, 'notes', id, at)
        : [];
  });
}

/** Makes a node as wide, or a note as wide and high, as asked for, within reason. Heights of nodes follow from what they show. */
export function resizeItem(
  workflow: Workflow,
  key: string,
  { width, height }: { readonly width: number; readonly height?: number | undefined },
  merge?: string,
): Command {
  const { kind, id } = readItem(key);
  if (kind === 'node')
    return {
      name: `Resize ${nodesTitle(workflow, [id])}`,
      patch: setNodeView(workflow, id, { width: Math.round(Math.max(NODE.minWidth, width)) }),
      merge,
    };
  if (kind !== 'note') return { name: 'Resize', patch: [] };
  const size = {
    width: Math.round(Math.max(NOTE.minWidth, width)),
    ...(height === undefined ? {} : { height: Math.round(Math.max(NOTE.minHeight, height)) }),
  };
  return { name: 'Resize a note', patch: setItemView(workflow, 'notes', id, size), merge };
}

/** "Denoise", "3 nodes", "a note", "5 items". */
export function itemsTitle(workflow: Workflow, keys: readonly string[]): string {
  const items = keys.map(readItem);
  if (items.every(({ kind }) => kind === 'node')) return nodesTitle(workflow, keys);
  const [only] = items;
  if (items.length > 1 || !only) return `${items.length} items`;
  return only.kind === 'group' ? `group ${workflow.view?.groups?.[only.id]?.title ?? ''}` : `a ${only.kind}`;
}
