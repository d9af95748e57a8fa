/**
 * The items on the canvas and their boxes, read from the document: nodes, wires, notes and groups. Parts of the
 * document that keep their object identity are not read again. During a gesture, drafts replace places; the document
 * does not know them.
 */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import type { Wire } from '../../document/graph/links.ts';
import {
  type Box,
  boundsOf,
  GROUP,
  grown,
  NODE,
  type NodeGeometry,
  noteBox,
  type Point,
} from '../../document/layout/geometry.ts';
import { itemKey, readItem } from '../../document/selection.ts';
import { movedGeometry } from './draft.ts';
import { type Route, routeBox } from './route.ts';
import { Router } from './router.ts';
import { type Group, type Note, readNode, readWires, type SceneNode, type SceneWire } from './scene-items.ts';

export type { Group, Note, SceneNode, SceneWire } from './scene-items.ts';

/** Places of items while they are dragged or resized, by key. */
export type Drafts = ReadonlyMap<string, Partial<Box>>;

/** Ids of nodes that differ from the last update. */
export interface SceneChange {
  /** New or changed nodes. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Names of inputs by node. */
export type Flagged = ReadonlyMap<string, readonly string[]>;

const NO_DRAFTS: Drafts = new Map();

export class Scene {
  workflow: Workflow | undefined;
  types: NodeTypes = new Map();
  nodes: ReadonlyMap<string, SceneNode> = new Map();
  wires: readonly SceneWire[] = [];
  readonly #router = new Router();
  #drafts = NO_DRAFTS;
  readonly #drafted = new Map<string, NodeGeometry>();
  readonly #pictureHeights = new Map<string, number>();
  /** Inputs with an issue, by node. */
  #flagged: Flagged = new Map();

  /** Forgets everything, because the next document may use the same ids for other nodes. */
  clear(): void {
    this.nodes = new Map();
    this.#pictureHeights.clear();
    this.clearDrafts();
  }

  /** Reads the document as it is now. */
  update(workflow: Workflow | undefined, types: NodeTypes): SceneChange {
    const areTypesChanged = types !== this.types || workflow?.subgraphs !== this.workflow?.subgraphs;
    const nodes = new Map<string, SceneNode>();
    const changed: string[] = [];
    for (const [id, node] of Object.entries(workflow?.nodes ?? {})) {
      const before = this.nodes.get(id);
      const isSame = !areTypesChanged && before?.node === node && before.view === workflow?.view?.nodes?.[id];
      if (!isSame) changed.push(id);
      nodes.set(id, isSame ? before : this.#read(workflow as Workflow, types, id, node));
    }
    const removed = [...this.nodes.keys()].filter((id) => !nodes.has(id));
    for (const id of removed) this.#pictureHeights.delete(id);
    this.workflow = workflow;
    this.types = types;
    this.nodes = nodes;
    if (!workflow) this.wires = [];
    else if (changed.length + removed.length > 0) this.wires = readWires(workflow, types, nodes.values());
    this.#drafted.clear();
    return { changed, removed };
  }

  /** The height of the picture on a node, in canvas pixels; 0 without one. */
  pictureHeight(id: string): number {
    return this.#pictureHeights.get(id) ?? 0;
  }

  /** @returns whether the height changed. */
  setPictureHeight(id: string, height: number): boolean {
    const node = this.nodes.get(id);
    if (!node || !this.workflow || this.pictureHeight(id) === height) return false;
    this.#pictureHeights.set(id, height);
    this.nodes = new Map(this.nodes).set(id, this.#read(this.workflow, this.types, id, node.node));
    this.#drafted.delete(id);
    return true;
  }

  /** Shows inputs with an issue, which "More" may have folded. @returns nodes that changed. */
  setFlagged(flagged: Flagged): readonly string[] {
    const before = this.#flagged;
    this.#flagged = flagged;
    const nodes = new Map(this.nodes);
    const changed: string[] = [];
    for (const [id, node] of this.nodes) {
      if (!this.workflow || (before.get(id) ?? []).join(' ') === (flagged.get(id) ?? []).join(' ')) continue;
      nodes.set(id, this.#read(this.workflow, this.types, id, node.node));
      this.#drafted.delete(id);
      changed.push(id);
    }
    if (changed.length > 0) this.nodes = nodes;
    return changed;
  }

  #read(workflow: Workflow, types: NodeTypes, id: string, node: SceneNode['node']): SceneNode {
    return readNode(workflow, types, id, node, this.pictureHeight(id), this.#flagged.get(id));
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

  /** The geometry a node is shown with: its draft, or else its place in the document. */
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

  /**
   * The frame around the members of a group.
   * @param without members that are left out.
   * @returns undefined without members.
   */
  groupBox(id: string, without?: ReadonlySet<string>): Box | undefined {
    const members = (this.workflow?.view?.groups?.[id]?.nodes ?? []).filter((node) => !without?.has(node));
    const bounds = boundsOf(members.flatMap((node) => this.geometry(node) ?? []));
    return bounds && grown(bounds, GROUP.padding, GROUP.header);
  }

  /** Where a wire begins and ends; undefined when one of its nodes is missing. */
  ends({ from, to }: Wire): { readonly from: Point; readonly to: Point } | undefined {
    const source = this.geometry(from.node);
    const target = this.geometry(to.node);
    if (!source || !target) return undefined;
    return {
      from: source.outputs[from.output] ?? { x: source.x + source.width, y: source.y + NODE.header / 2 },
      to: target.inputs[to.input] ?? { x: target.x, y: target.y + NODE.header / 2 },
    };
  }

  /** The line of a wire; undefined when one of its nodes is missing. */
  route(wire: Wire): Route | undefined {
    this.#router.update(this.nodes);
    const isDrafted = this.#drafts.has(wire.from.node) || this.#drafts.has(wire.to.node);
    const known = isDrafted ? undefined : this.#router.known(wire);
    if (known) return known;
    const ends = this.ends(wire);
    return ends && this.#router.route(wire, ends.from, ends.to, isDrafted);
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
    const route = wire && this.route(wire);
    return route && routeBox(route);
  }

  /** The box around everything; undefined when the canvas is empty. */
  bounds(): Box | undefined {
    const boxes = [
      ...[...this.nodes.keys()].map((id) => this.geometry(id)),
      ...this.notes().map(([id]) => this.noteBox(id)),
      ...this.groups().map(([id]) => this.groupBox(id)),
    ];
    return boundsOf(boxes.filter((box) => box !== undefined));
  }
}
