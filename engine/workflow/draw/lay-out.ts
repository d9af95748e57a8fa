/** Where the boxes, rows and wires of a drawn workflow go. */
import { SUBGRAPH_PREFIX } from '../../graph/flatten/subgraphs.ts';
import { readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { inputsOfType } from '../inputs-of.ts';
import type { Workflow, WorkflowNode } from '../schema.ts';

export const BOX = { width: 220, header: 30, row: 22, gap: 24, column: 300 } as const;

/** A line of a box: an output, a linked input, or a value written in the workflow. */
interface Row {
  readonly side: 'in' | 'out' | 'value';
  readonly name: string;
  readonly label: string;
  readonly value?: string;
}

export interface Box {
  readonly id: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly rows: readonly Row[];
}

export interface Wire {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  /** Name of the type that travels along it. */
  readonly type: string;
}

/** Boxes in the columns of the workflow's view, or by how far they are from a start; none on top of another. */
export function layOut(
  workflow: Workflow,
  registry: NodeRegistry,
): { readonly boxes: readonly Box[]; readonly wires: readonly Wire[] } {
  const columns = new Map<number, { readonly id: string; readonly y: number }[]>();
  for (const id of Object.keys(workflow.nodes)) {
    const { x, y } = workflow.view?.nodes?.[id] ?? { x: depthOf(workflow, id) * BOX.column, y: 0 };
    columns.set(x, [...(columns.get(x) ?? []), { id, y }]);
  }
  const boxes = new Map<string, Box>();
  for (const [column, [, members]] of [...columns].toSorted(([a], [b]) => a - b).entries()) {
    let free = -Infinity;
    for (const { id, y } of members.toSorted((a, b) => a.y - b.y)) {
      const node = workflow.nodes[id];
      if (!node) continue;
      const rows = rowsOf(workflow, registry, node);
      const height = BOX.header + rows.length * BOX.row + 8;
      const top = Math.max(y, free);
      boxes.set(id, {
        id,
        title: node.title ?? registry.get(node.type)?.title ?? node.type,
        x: column * BOX.column,
        y: top,
        height,
        rows,
      });
      free = top + height + BOX.gap;
    }
  }
  return {
    boxes: [...boxes.values()],
    wires: [...boxes.values()].flatMap((box) => wiresInto(box, boxes, workflow, registry)),
  };
}

function wiresInto(box: Box, boxes: ReadonlyMap<string, Box>, workflow: Workflow, registry: NodeRegistry): Wire[] {
  return box.rows.flatMap((row, index) =>
    (row.side === 'in' ? linksIn(workflow.nodes[box.id]?.inputs?.[row.name]) : []).flatMap((source) => {
      const from = boxes.get(source.node);
      const output = from?.rows.findIndex(({ side, name }) => side === 'out' && name === source.output) ?? -1;
      if (!from || output < 0) return [];
      const definition = inputsOfType(workflow, registry, workflow.nodes[box.id]?.type ?? '')?.[row.name];
      const type =
        registry.get(workflow.nodes[source.node]?.type ?? '')?.outputs[source.output]?.socket.name ??
        (definition?.kind === 'socket' ? definition.socket.name : 'any');
      return [
        { from: { x: from.x + BOX.width, y: middle(from, output) }, to: { x: box.x, y: middle(box, index) }, type },
      ];
    }),
  );
}

/** The middle of a row of a box. */
export function middle(box: Pick<Box, 'y'>, row: number): number {
  return box.y + BOX.header + (row + 0.5) * BOX.row + 2;
}

function rowsOf(workflow: Workflow, registry: NodeRegistry, node: WorkflowNode): Row[] {
  const definition = registry.get(node.type);
  const subgraph = workflow.subgraphs?.[node.type.replace(SUBGRAPH_PREFIX, '')];
  const outputs = definition
    ? Object.entries(definition.outputs).map(([name, { title }]) => [name, title ?? name] as const)
    : Object.keys(subgraph?.outputs ?? {}).map((name) => [name, name] as const);
  const inputs = inputsOfType(workflow, registry, node.type) ?? {};
  const given = Object.entries(node.inputs ?? {}).map(([name, value]): Row => {
    const label = inputs[name]?.title ?? name;
    return linksIn(value).length > 0
      ? { side: 'in', name, label }
      : { side: 'value', name, label, value: textOf(value) };
  });
  return [
    ...outputs.map(([name, label]): Row => ({ side: 'out', name, label })),
    ...given.filter(({ side }) => side === 'in'),
    ...given.filter(({ side }) => side === 'value'),
  ];
}

function linksIn(value: unknown): readonly { readonly node: string; readonly output: string }[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each) => readLink(each) ?? []);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function depthOf(workflow: Workflow, id: string, path: readonly string[] = []): number {
  if (path.includes(id)) return 0;
  const sources = Object.values(workflow.nodes[id]?.inputs ?? {}).flatMap(linksIn);
  return Math.max(0, ...sources.map(({ node }) => 1 + depthOf(workflow, node, [...path, id])));
}
