/** Ids of nodes of theirs: those they came with as far as these are free, then the numbers behind the largest. */
import type { WrittenNode } from './written.ts';

/** @param isId whether an id that a node came with can be kept. @returns the largest number that is taken. */
export function giveIds(nodes: readonly WrittenNode[], isId: (id: string) => boolean): number {
  const taken = new Set<string>();
  for (const node of nodes) {
    if (node.id === '' || taken.has(node.id) || !isId(node.id)) node.id = '';
    else taken.add(node.id);
  }
  let last = Math.max(0, ...[...taken].map(Number).filter((id) => Number.isSafeInteger(id)));
  for (const node of nodes) {
    if (node.id !== '') continue;
    last += 1;
    node.id = String(last);
  }
  return last;
}
