/**
 * What is on the canvas and where, from the document: nodes, wires, notes and groups with their boxes. Parts of the
 * document that are the same objects as before are not looked at again. Drafts are places of a gesture in progress; the
 * document does not know them.
 */
import type { Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import { type NodeShape, type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import {
  type Box,
  boundsOf,
  GROUP,
  grown,
  NODE,
  type NodeGeometry,
  nodeGeometry,
  noteBox,
  type Point,
} from '../../document/layout/geometry.ts';
import { type Wire, wiresInto } from '../../document/graph/links.ts';
import { itemKey, readItem } from '../../document/selection.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import { curveBox } from './curve.ts';
import { movedGeometry } from './draft.ts';

type View = NonNullable<Workflow['view']>;
export type NodeViewOptions = NonNullable<View['nodes']>[string];
export type Note = NonNullable<View['notes']>[string];
export type Group = NonNullable<View['groups']>[string];

export interface SceneNode {
  readonly id: string;
  readonly node: WorkflowNode;
  readonly view: NodeViewOptions | undefined;
  readonly shape: NodeShape;
  readonly title: string;
  /** Where the document has it. */
  readonly placed: NodeGeometry;
  /** Wires into it. */
  readonly wires: readonly Wire[];
}

export interface SceneWire extends Wire {
  /** Name of what travels along it, for its colour. */
  readonly type: string;
}

/** Places of items while they are dragged or resized, by key. */
export type Drafts = ReadonlyMap<string, Partial<Box>>;

const NO_DRAFTS: Drafts = new Map();

export class Scene {
  workflow: Workflow | undefined;
  types: NodeTypes = new Map();
  nodes: ReadonlyMap<string, SceneNode> = new Map();
  wires: readonly SceneWire[] = [];
  #drafts = NO_DRAFTS;
  #drafted = new Map<string, NodeGeometry>();
  readonly #pictures = new Map<string, number>();

  /** Another document comes: its nodes may have the ids of these. */
  clear(): void {
    this.nodes = new Map();
    this.#pictures.clear();
    this.clearDrafts();
  }

  /**
   * Takes over the document as it is now.
   * @returns ids of the nodes that are new or changed, and of those that are gone.
   */
  update(
    workflow: Workflow | undefined,
    types: NodeTypes,
  ): { readonly changed: readonly string[]; readonly removed: readonly string[] } {
    const all = types !== this.types || workflow?.subgraphs !== this.workflow?.subgraphs;
    const nodes = new Map<string, SceneNode>();
    const changed: string[] = [];
    for (const [id, node] of Object.entries(workflow?.nodes ?? {})) {
      const before = this.nodes.get(id);
      const view = workflow?.view?.nodes?.[id];
      const same = !all && before?.node === node && before.view === view;
      if (!same) changed.push(id);
      nodes.set(id, same ? before : this.#read(workflow as Workflow, types, id, node));
    }
    const removed = [...this.nodes.keys()].filter((id) => !nodes.has(id));
    this.workflow = workflow;
    this.types = types;
    this.nodes = nodes;
    for (const id of removed) this.#pictures.delete(id);
    if (workflow && (changed.length > 0 || removed.length > 0)) {
      this.wires = [...nodes.values()].flatMap(({ wires }) =>
        wires.map((wire) => ({
          ...wire,
          type: socketType(workflow, types, { node: wire.from.node, side: 'output', name: wire.from.output }),
        })),
      );
    }
    if (!workflow) this.wires = [];
    this.#drafted.clear();
    return { changed, removed };
  }

  #read(workflow: Workflow, types: NodeTypes, id: string, node: WorkflowNode): SceneNode {
    const shape = shapeOf(workflow, types, node.type);
    const placed = nodeGeometry(workflow, types, id, this.#pictures.get(id) ?? 0) as NodeGeometry;
    return {
      id,
      node,
      view: workflow.view?.nodes?.[id],
      shape,
      title: node.title ?? shape.title,
      placed,
      wires: wiresInto(workflow, id),
    };
  }

  pictureHeight(id: string): number {
    return this.#pictures.get(id) ?? 0;
  }

  /** The height of the picture on a node, 0 without one. @returns whether it is another one than before. */
  setPictureHeight(id: string, height: number): boolean {
    const node = this.nodes.get(id);
    if (!node || !this.workflow || (this.#pictures.get(id) ?? 0) === height) return false;
    this.#pictures.set(id, height);
    this.nodes = new Map(this.nodes).set(id, this.#read(this.workflow, this.types, id, node.node));
    this.#drafted.delete(id);
    return true;
  }

  get drafts(): Drafts {
    return this.#drafts;
  }

  set drafts(drafts: Drafts) {
    this.#drafts = drafts;
    this.#drafted.clear();
  }

  clearDrafts(): void {
    if (this.#drafts.size > 0) this.drafts = NO_DRAFTS;
  }

  /** Where a node is shown now. */
  geometry(id: string): NodeGeometry | undefined {
    const node = this.nodes.get(id);
    const draft = node && this.#drafts.get(id);
    if (!draft) return node?.placed;
    const known = this.#drafted.get(id);
    if (known) return known;
    const geometry = movedGeometry(node.placed, draft);
    this.#drafted.set(id, geometry);
    return geometry;
  }

  notes(): [string, Note][] {
    return Object.entries(this.workflow?.view?.notes ?? {});
  }

  groups(): [string, Group][] {
    return Object.entries(this.workflow?.view?.groups ?? {});
  }

  noteBox(id: string): Box | undefined {
    const box = this.workflow && noteBox(this.workflow, id);
    return box && { ...box, ...this.#drafts.get(itemKey({ kind: 'note', id })) };
  }

  /** Around its members, without those in `without`; undefined when there are none left. */
  groupBox(id: string, without?: ReadonlySet<string>): Box | undefined {
    const members = this.workflow?.view?.groups?.[id]?.nodes ?? [];
    const bounds = boundsOf(members.flatMap((node) => (without?.has(node) ? [] : (this.geometry(node) ?? []))));
    return bounds && grown(bounds, GROUP.padding, GROUP.header);
  }

  /** Where a wire begins and ends; undefined while an end of it is missing. */
  ends({ from, to }: Wire): { readonly from: Point; readonly to: Point } | undefined {
    const source = this.geometry(from.node);
    const target = this.geometry(to.node);
    if (!source || !target) return undefined;
    return {
      from: source.outputs[from.output] ?? { x: source.x + source.width, y: source.y + NODE.header / 2 },
      to: target.inputs[to.input] ?? { x: target.x, y: target.y + NODE.header / 2 },
    };
  }

  wire(id: string): SceneWire | undefined {
    return this.wires.find((wire) => wire.id === id);
  }

  /** The box of any item. */
  box(key: string): Box | undefined {
    const { kind, id } = readItem(key);
    if (kind === 'node') return this.geometry(id);
    if (kind === 'note') return this.noteBox(id);
    if (kind === 'group') return this.groupBox(id);
    const wire = this.wire(id);
    const ends = wire && this.ends(wire);
    return ends && curveBox(ends.from, ends.to);
  }

  /** Around everything; undefined when there is nothing. */
  bounds(): Box | undefined {
    const boxes = [
      ...[...this.nodes.keys()].map((id) => this.geometry(id)),
      ...this.notes().map(([id]) => this.noteBox(id)),
      ...this.groups().map(([id]) => this.groupBox(id)),
    ];
    return boundsOf(boxes.filter((box) => box !== undefined));
  }
}
