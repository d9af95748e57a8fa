/** Moves a patch made for the shown graph to the place of the graph in the file. */
import { type Change, type Patch, valueAt, type Workflow } from '../../../engine/protocol/index.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { isObject } from '../json.ts';
import { INPUTS, isBoundary, NEW_SOCKET } from './boundary.ts';
import { graphAt } from './graph-at.ts';
import { NewSockets } from './new-sockets.ts';

/**
 * @param subgraph name of the shown subgraph; undefined for the workflow itself.
 * @param patch a patch of the graph that `graphAt` gives. A link to {@link NEW_SOCKET} declares an input or output.
 */
export function patchAt(whole: Workflow, subgraph: string | undefined, patch: Patch): Patch {
  if (subgraph === undefined) return patch;
  const mover = new PatchMover(whole, subgraph);
  return patch.flatMap((change) => mover.moved(change));
}

class PatchMover {
  readonly #whole: Workflow;
  readonly #root: readonly string[];
  readonly #shown: Workflow | undefined;
  readonly #sockets: NewSockets;
  /** Whether the file has a place for every node, if need be by this patch. */
  #hasPlaces = false;

  constructor(whole: Workflow, subgraph: string) {
    this.#whole = whole;
    this.#root = ['subgraphs', subgraph];
    this.#shown = graphAt(whole, subgraph);
    this.#sockets = new NewSockets(whole.subgraphs?.[subgraph]);
  }

  moved(change: Change): readonly Change[] {
    const [kind, id = ''] = change.path;
    if (kind === 'nodes' && isBoundary(id)) return this.#boundary(change, id);
    if (kind === 'nodes') return this.#node(change);
    if (kind === 'view') return [...this.#placesFor(change), this.#inside(change)];
    // Parameters set inputs of the workflow's own nodes.
    return kind === 'parameters' ? [] : [change];
  }

  #inside(change: Change): Change {
    return { ...change, path: [...this.#root, ...change.path] };
  }

  #node(change: Change): readonly Change[] {
    const { path, value } = change;
    const isInput = path.length === 4 && path[2] === 'inputs';
    const next = isInput
      ? this.#linked(path[3] ?? '', value)
      : path.length === 2 && isObject(value) && isObject(value['inputs'])
        ? { ...value, inputs: this.#allLinked(value['inputs']) }
        : value;
    const declared = this.#sockets.takeDeclared().map(([name, input]): Change => ({
      path: [...this.#root, 'inputs', name],
      value: input,
    }));
    return [...declared, this.#inside(next === value ? change : { ...change, value: next })];
  }

  #allLinked(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, this.#linked(name, value)]));
  }

  /** The value with links to a new input led to one that is declared. */
  #linked(input: string, value: unknown): unknown {
    return mapLinks(value, (source) =>
      source.node === INPUTS && source.output === NEW_SOCKET
        ? { node: INPUTS, output: this.#sockets.input(input) }
        : source,
    );
  }

  /** Values of the edges are declarations of the subgraph. Anything else about an edge is not kept. */
  #boundary({ path, value }: Change, id: string): readonly Change[] {
    const [, , field, name] = path;
    if (field !== 'inputs' || name === undefined || path.length > 4) return [];
    const set = (at: readonly string[], to: unknown): Change =>
      to === undefined ? { path: [...this.#root, ...at] } : { path: [...this.#root, ...at], value: to };
    if (id === INPUTS) return [set(['inputs', name, 'default'], value)];
    const from = isObject(value) ? value['from'] : undefined;
    if (name !== NEW_SOCKET) return [set(['outputs', name, 'from'], from)];
    if (typeof from !== 'string' || from === `${INPUTS}.${NEW_SOCKET}`) return [];
    return [set(['outputs', this.#sockets.output(from)], { from })];
  }

  /** Writes down the computed places, once: what is moved has a place to change, and the rest stays where it is. */
  #placesFor({ path }: Change): readonly Change[] {
    if (path[1] !== 'nodes' || path.length < 3 || this.#hasPlaces) return [];
    this.#hasPlaces = true;
    return Object.entries(this.#shown?.view?.nodes ?? {}).flatMap(([id, value]) => {
      const at = [...this.#root, 'view', 'nodes', id];
      return valueAt(this.#whole, at) === undefined ? [{ path: at, value }] : [];
    });
  }
}
