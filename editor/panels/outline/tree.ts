/** The graph as a tree of two levels: groups with their nodes, nodes outside groups, and notes. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { wiresInto } from '../../document/graph/links.ts';
import { itemKey } from '../../document/selection.ts';

export type OutlineRow =
  | { readonly kind: 'group'; readonly key: string; readonly id: string; readonly title: string; readonly size: number }
  | { readonly kind: 'node'; readonly key: string; readonly id: string; readonly group: string | undefined }
  | { readonly kind: 'note'; readonly key: string; readonly id: string; readonly text: string };

/** The nodes, each after those it depends on, otherwise in the order of the file. Nodes in a cycle come last. */
export function topologicalOrder(workflow: Workflow): string[] {
  const ids = Object.keys(workflow.nodes);
  const needs = new Map(ids.map((id) => [id, sourcesOf(workflow, id)]));
  const feeds = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const [id, sources] of needs) for (const source of sources) feeds.get(source)?.push(id);
  const place = new Map(ids.map((id, index) => [id, index]));
  const ready = ids.filter((id) => needs.get(id)?.size === 0);
  const done: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    done.push(id);
    const freed = (feeds.get(id) ?? []).filter((next) => needs.get(next)?.delete(id) && needs.get(next)?.size === 0);
    // Nodes that become ready come next, so that chains stay together.
    ready.unshift(...freed.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)));
  }
  const sorted = new Set(done);
  return [...done, ...ids.filter((id) => !sorted.has(id))];
}

/** The other nodes that feed a node. */
function sourcesOf(workflow: Workflow, id: string): Set<string> {
  const sources = wiresInto(workflow, id).map(({ from }) => from.node);
  return new Set(sources.filter((from) => from !== id && Object.hasOwn(workflow.nodes, from)));
}

function nodeRow(id: string, group?: string): OutlineRow {
  return { kind: 'node', key: itemKey({ kind: 'node', id }), id, group };
}

/** All rows in order. A group comes where its first node would. */
export function outlineRows(workflow: Workflow): OutlineRow[] {
  const order = topologicalOrder(workflow);
  const groups = Object.entries(workflow.view?.groups ?? {});
  const groupOf = new Map<string, string>();
  for (const [group, { nodes }] of groups) for (const node of nodes) if (!groupOf.has(node)) groupOf.set(node, group);
  const shown = new Set<string>();
  const rows: OutlineRow[] = [];
  const group = (id: string): void => {
    if (shown.has(id)) return;
    shown.add(id);
    const members = order.filter((each) => groupOf.get(each) === id);
    rows.push(
      {
        kind: 'group',
        key: itemKey({ kind: 'group', id }),
        id,
        title: workflow.view?.groups?.[id]?.title ?? id,
        size: members.length,
      },
      ...members.map((each) => nodeRow(each, id)),
    );
  };
  for (const id of order) {
    const own = groupOf.get(id);
    if (own === undefined) rows.push(nodeRow(id));
    else group(own);
  }
  for (const [id] of groups) group(id);
  for (const [id, { text }] of Object.entries(workflow.view?.notes ?? {}))
    rows.push({ kind: 'note', key: itemKey({ kind: 'note', id }), id, text });
  return rows;
}
