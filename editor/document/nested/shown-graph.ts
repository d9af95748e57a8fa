/**
 * One graph of a document at a time: the workflow itself, or the subgraph of an instance that was entered. It looks
 * like a document of its own, so that views and commands need not know which of the two is shown.
 */
import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../command.ts';
import { withRoom } from '../commands/with-room.ts';
import type { Document } from '../document.ts';
import type { NodeTypes } from '../graph/node-types.ts';
import { missingPlaces, withPlaces } from '../layout/missing-places.ts';
import { graphAt } from './graph-at.ts';
import { patchAt } from './patch-at.ts';
import { type GraphPath, ROOT, samePath, subgraphAt, validPath } from './path.ts';

/** The part of a document that views use. */
export type GraphDocument = Pick<
  Document,
  'id' | 'workflow' | 'undoName' | 'redoName' | 'pending' | 'do' | 'settle' | 'undo' | 'redo' | 'onRename'
>;

export class ShownGraph implements GraphDocument {
  readonly #document: Document;
  readonly #types: ReadonlySignal<NodeTypes>;
  readonly #onMove: (from: GraphPath, to: GraphPath) => void;
  readonly #wanted = signal<GraphPath>(ROOT);
  /** The path of which {@link #onMove} was told last. */
  #last: GraphPath = ROOT;
  readonly #renameListeners = new Set<(rename: (key: string) => string) => void>();
  readonly id: string;
  readonly undoName: ReadonlySignal<string | undefined>;
  readonly redoName: ReadonlySignal<string | undefined>;
  readonly pending: Document['pending'];
  /** The instances that were entered. An instance that disappears is left. */
  readonly path: ReadonlySignal<GraphPath>;
  /** The shown graph as a workflow, with the name, description and subgraphs of the whole. */
  readonly workflow: ReadonlySignal<Workflow>;

  /**
   * @param onMove called when another graph is shown, before any effect sees it.
   * @param types for the sizes of nodes; while there are none, nodes without a place stay at the origin.
   */
  constructor(
    document: Document,
    onMove: (from: GraphPath, to: GraphPath) => void = () => undefined,
    types: ReadonlySignal<NodeTypes> = signal(new Map()),
  ) {
    this.#document = document;
    this.#types = types;
    this.#onMove = onMove;
    this.id = document.id;
    this.undoName = document.undoName;
    this.redoName = document.redoName;
    this.pending = document.pending;
    let last = ROOT;
    this.path = computed(() => {
      const path = validPath(document.workflow.value, this.#wanted.value);
      return (last = samePath(path, last) ? last : path);
    });
    this.workflow = computed(() => {
      const whole = document.workflow.value;
      const graph = graphAt(whole, subgraphAt(whole, this.path.value)) ?? whole;
      return types.value.size === 0 ? graph : withPlaces(graph, types.value);
    });
    document.onRename((rename) => {
      const path = this.path.peek();
      const subgraph = subgraphAt(document.workflow.peek(), path);
      const renamed = this.#renamedPath(path, rename);
      for (const listener of this.#renameListeners) listener((key) => rename(key, subgraph));
      this.#wanted.value = renamed;
      this.#last = renamed;
    });
    // The instance that is shown can disappear because somebody else removed it.
    effect(() => this.#tell(this.path.value));
  }

  /** Shows the graph at a path, or the innermost one of it that exists. */
  enter(path: GraphPath): void {
    batch(() => {
      this.#wanted.value = validPath(this.#document.workflow.peek(), path);
      this.#tell(this.path.peek());
    });
  }

  /** Makes a change of the shown graph. */
  do(command: Command): readonly string[] | undefined {
    const whole = this.#document.workflow.peek();
    const path = this.path.peek();
    const subgraph = subgraphAt(whole, path);
    const types = this.#types.peek();
    const { patch, ...rest } = withRoom(this.workflow.peek(), types, command);
    const places = subgraph === undefined && types.size > 0 && patch.length > 0 ? missingPlaces(whole, types) : [];
    return this.#document.do({ ...rest, patch: [...places, ...patchAt(whole, subgraph, patch)] }, { path, subgraph });
  }

  settle(): void {
    this.#document.settle();
  }

  /** Takes the last step back and shows where it was made. */
  undo(): string | undefined {
    return this.#walk(this.#document.undoPath.peek(), () => this.#document.undo());
  }

  /** Makes the step undone last again and shows where it was made. */
  redo(): string | undefined {
    return this.#walk(this.#document.redoPath.peek(), () => this.#document.redo());
  }

  /** @param listener gets a function from keys of the shown graph; see `onRename` of documents. */
  onRename(listener: (rename: (key: string) => string) => void): () => void {
    this.#renameListeners.add(listener);
    return () => this.#renameListeners.delete(listener);
  }

  #tell(path: GraphPath): void {
    const before = this.#last;
    if (samePath(before, path)) return;
    this.#last = path;
    this.#onMove(before, path);
  }

  #walk(path: GraphPath | undefined, step: () => string | undefined): string | undefined {
    return batch(() => {
      const name = step();
      if (path) this.enter(path);
      return name;
    });
  }

  #renamedPath(path: GraphPath, rename: (key: string, subgraph?: string) => string): GraphPath {
    const whole = this.#document.workflow.peek();
    return path.map((id, index) => rename(id, subgraphAt(whole, path.slice(0, index))));
  }
}
