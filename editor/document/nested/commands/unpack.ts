/** The command that puts the nodes of a subgraph in the place of its instance. */
import { type Change, readLink, type Workflow, type WorkflowNode } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';
import type { Command } from '../../command.ts';
import type { NodeTypes } from '../../graph/catalogue.ts';
import type { Subgraphs } from '../../graph/subgraph-shape.ts';
import { subgraphName } from '../../graph/subgraphs.ts';
import { boundsOf, NODE, nodeGeometry, type Point } from '../../layout/geometry.ts';
import { idMaker } from '../../naming/ids.ts';
import { nodeTitle } from '../../naming/titles.ts';
import { itemKey } from '../../selection.ts';
import { INPUTS } from '../boundary.ts';
import { placedView } from '../placed-view.ts';
import { countInstances } from './instances.ts';
import { replaceLinks } from './replace-links.ts';

type Subgraph = Subgraphs[string];

/** Whether a node can be unpacked: an instance of a subgraph that exists, and that is neither muted nor bypassed. */
export function canUnpack(workflow: Workflow, id: string): boolean {
  const node = workflow.nodes[id];
  return node?.mode === undefined && subgraphOf(workflow, id) !== undefined;
}

/**
 * The inverse of making a subgraph, but for the ids of nodes. A muted or bypassed instance cannot be unpacked, because
 * nothing inside it runs. A definition that no other instance uses is removed.
 * @param whole the whole workflow that the shown one is part of. Default: the shown one.
 */
export function unpackSubgraph(workflow: Workflow, types: NodeTypes, id: string, whole = workflow): Command {
  const subgraph = canUnpack(workflow, id) ? subgraphOf(workflow, id) : undefined;
  const name = t('Unpack {node}', { node: nodeTitle(workflow, types, id) });
  if (!subgraph) return { name, patch: [] };
  const unpacking = new Unpacking(workflow, types, id, subgraph);
  const definition = subgraphName(workflow.nodes[id]?.type ?? '') ?? '';
  const isLast = countInstances(whole, definition) === 1;
  return {
    name,
    patch: [...unpacking.patch(), ...(isLast ? [{ path: ['subgraphs', definition] }] : [])],
    select: unpacking.nodeIds(),
  };
}

function subgraphOf({ nodes, subgraphs = {} }: Workflow, id: string): Subgraph | undefined {
  const name = subgraphName(nodes[id]?.type ?? '') ?? '';
  return Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined;
}

class Unpacking {
  readonly #workflow: Workflow;
  readonly #id: string;
  readonly #subgraph: Subgraph;
  /** Ids outside by those inside. */
  readonly #ids: ReadonlyMap<string, string>;
  readonly #view: NonNullable<Workflow['view']>;
  readonly #shift: Point;

  constructor(workflow: Workflow, types: NodeTypes, id: string, subgraph: Subgraph) {
    this.#workflow = workflow;
    this.#id = id;
    this.#subgraph = subgraph;
    const freshId = idMaker(Object.keys(workflow.nodes));
    this.#ids = new Map(Object.keys(subgraph.nodes).map((inner) => [inner, freshId(inner)]));
    this.#view = placedView(subgraph.nodes, subgraph.view as Workflow['view']) ?? {};
    const inside: Workflow = { ...workflow, nodes: subgraph.nodes, view: this.#view };
    const bounds = boundsOf(Object.keys(subgraph.nodes).flatMap((inner) => nodeGeometry(inside, types, inner) ?? []));
    const { x = 0, y = 0 } = workflow.view?.nodes?.[id] ?? {};
    this.#shift = bounds
      ? {
          x: Math.round(x - bounds.x - (bounds.width - NODE.width) / 2),
          y: Math.round(y - bounds.y),
        }
      : { x: 0, y: 0 };
  }

  nodeIds(): string[] {
    return [...this.#ids.values()].map((id) => itemKey({ kind: 'node', id }));
  }

  patch(): readonly Change[] {
    return [
      ...this.#nodes(),
      ...this.#notesAndGroups(),
      ...this.#consumers(),
      ...this.#parameters(),
      ...this.#ownGroups(),
      ...(this.#workflow.view?.nodes?.[this.#id] ? [{ path: ['view', 'nodes', this.#id] }] : []),
      { path: ['nodes', this.#id] },
    ];
  }

  #nodes(): readonly Change[] {
    return Object.entries(this.#subgraph.nodes).flatMap(([inner, node]): Change[] => {
      const id = this.#idOf(inner);
      return [
        { path: ['nodes', id], value: this.#linked(node), create: true, before: this.#id },
        { path: ['view', 'nodes', id], value: this.#moved(this.#view.nodes?.[inner] ?? { x: 0, y: 0 }) },
      ];
    });
  }

  #linked({ inputs: own, ...rest }: WorkflowNode): WorkflowNode {
    if (!own) return rest;
    const inputs = Object.entries(own).flatMap(([name, value]) => {
      const next = replaceLinks(value, ({ node: source, output }) =>
        source === INPUTS ? this.#given(output) : { from: `${this.#idOf(source)}.${output}` },
      );
      return next === undefined ? [] : [[name, next]];
    });
    return inputs.length > 0 ? { ...rest, inputs: Object.fromEntries(inputs) as WorkflowNode['inputs'] } : rest;
  }

  /** The value of an input of the instance. */
  #given(name: string): unknown {
    return this.#workflow.nodes[this.#id]?.inputs?.[name] ?? this.#subgraph.inputs?.[name]?.default;
  }

  /** Nodes outside read what the outputs stood for. */
  #consumers(): readonly Change[] {
    return Object.entries(this.#workflow.nodes)
      .filter(([id]) => id !== this.#id)
      .flatMap(([id, { inputs = {} }]) =>
        Object.entries(inputs).flatMap(([input, value]): Change[] => {
          const next = replaceLinks(value, (source) =>
            source.node === this.#id ? this.#passed(source.output) : { from: `${source.node}.${source.output}` },
          );
          if (next === value) return [];
          const path = ['nodes', id, 'inputs', input];
          return [next === undefined ? { path } : { path, value: next }];
        }),
      );
  }

  #passed(output: string): unknown {
    const source = readLink({ from: this.#subgraph.outputs?.[output]?.from });
    if (!source) return undefined;
    return source.node === INPUTS
      ? this.#given(source.output)
      : { from: `${this.#idOf(source.node)}.${source.output}` };
  }

  /** Parameters that set inputs of the instance set the inner inputs that read them. */
  #parameters(): readonly Change[] {
    const prefix = `${this.#id}.`;
    return Object.entries(this.#workflow.parameters ?? {}).flatMap(([name, { sets }]): Change[] => {
      if (!sets.some((target) => target.startsWith(prefix))) return [];
      const next = sets.flatMap((target) =>
        target.startsWith(prefix) ? this.#readers(target.slice(prefix.length)) : [target],
      );
      const path = ['parameters', name];
      return [next.length === 0 ? { path } : { path: [...path, 'sets'], value: next }];
    });
  }

  #readers(input: string): readonly string[] {
    return Object.entries(this.#subgraph.nodes).flatMap(([inner, { inputs = {} }]) =>
      Object.entries(inputs)
        .filter(([, value]) => {
          const source = readLink(value);
          return source?.node === INPUTS && source.output === input;
        })
        .map(([reader]) => `${this.#idOf(inner)}.${reader}`),
    );
  }

  #notesAndGroups(): readonly Change[] {
    const { notes = {}, groups = {} } = this.#view;
    const freshNote = idMaker(Object.keys(this.#workflow.view?.notes ?? {}));
    const freshGroup = idMaker(Object.keys(this.#workflow.view?.groups ?? {}));
    return [
      ...Object.entries(notes).map(([id, note]): Change => ({
        path: ['view', 'notes', freshNote(id)],
        value: this.#moved(note),
        create: true,
      })),
      ...Object.entries(groups).map(([id, group]): Change => ({
        path: ['view', 'groups', freshGroup(id)],
        value: { ...group, nodes: group.nodes.flatMap((inner) => this.#ids.get(inner) ?? []) },
        create: true,
      })),
    ];
  }

  /** The nodes take the place of the instance in its group, where they are in none of their own. */
  #ownGroups(): readonly Change[] {
    const grouped = new Set(Object.values(this.#view.groups ?? {}).flatMap(({ nodes }) => nodes));
    const loose = [...this.#ids].filter(([inner]) => !grouped.has(inner)).map(([, id]) => id);
    return Object.entries(this.#workflow.view?.groups ?? {})
      .filter(([, { nodes }]) => nodes.includes(this.#id))
      .map(([id, { nodes }]): Change => {
        const next = nodes.flatMap((node) => (node === this.#id ? loose : [node]));
        const path = ['view', 'groups', id];
        return next.length === 0 ? { path } : { path: [...path, 'nodes'], value: next };
      });
  }

  #idOf(inner: string): string {
    return this.#ids.get(inner) ?? inner;
  }

  #moved<T extends Point>(item: T): T {
    return { ...item, x: item.x + this.#shift.x, y: item.y + this.#shift.y };
  }
}
