/** The routes of wires, kept until a node changes its box. A route is found when it is first asked for. */
import type { Wire } from '../../document/graph/links.ts';
import { type NodeGeometry, type Point, REROUTE } from '../../document/layout/geometry.ts';
import { BoxGrid } from './box-grid.ts';
import type { Route } from './route.ts';
import { routeAround } from './route-around.ts';
import type { SceneNode } from './scene-items.ts';

export class Router {
  #nodes: ReadonlyMap<string, SceneNode> = new Map();
  #grid: BoxGrid | undefined;
  readonly #routes = new Map<string, Route>();
  /** Ids of wires whose ends were looked at since the nodes changed. */
  readonly #current = new Set<string>();
  readonly #placed = new Map<string, NodeGeometry>();

  /** Forgets the routes if a node has another box than before. */
  update(nodes: ReadonlyMap<string, SceneNode>): void {
    if (nodes === this.#nodes) return;
    this.#nodes = nodes;
    this.#current.clear();
    const isSame = nodes.size === this.#placed.size && [...nodes.values()].every((node) => this.#isPlaced(node));
    if (isSame) return;
    this.#grid = undefined;
    this.#routes.clear();
    this.#placed.clear();
    for (const { id, placed } of nodes.values()) this.#placed.set(id, placed);
  }

  #isPlaced({ id, placed }: SceneNode): boolean {
    const before = this.#placed.get(id);
    if (before === placed) return true;
    const { x, y, width, height } = placed;
    return before?.x === x && before.y === y && before.width === width && before.height === height;
  }

  /**
   * @param isDrafted whether an end is being moved. Such a wire is a curve, and goes around nodes once it is let go.
   */
  route(wire: Wire, from: Point, to: Point, isDrafted: boolean): Route {
    if (isDrafted) return { from, to, corners: [] };
    this.#current.add(wire.id);
    const known = this.#routes.get(wire.id);
    if (known && samePoint(known.from, from) && samePoint(known.to, to)) return known;
    const route = this.#isBent(wire)
      ? { from, to, corners: [] }
      : routeAround(from, to, (area) => this.#boxes().within(area), this.#track(wire));
    this.#routes.set(wire.id, route);
    return route;
  }

  /** The route of a wire whose ends are where they were. */
  known({ id }: Wire): Route | undefined {
    return this.#current.has(id) ? this.#routes.get(id) : undefined;
  }

  /** The way of a wire at a reroute is the user's. */
  #isBent({ from, to }: Wire): boolean {
    return [from.node, to.node].some((id) => this.#nodes.get(id)?.node.type === REROUTE.type);
  }

  #boxes(): BoxGrid {
    const nodes = [...this.#nodes.values()].filter(({ node }) => node.type !== REROUTE.type);
    return (this.#grid ??= new BoxGrid(nodes.map(({ placed }) => placed)));
  }

  /** Wires of different outputs run beside each other. */
  #track({ from }: Wire): number {
    return Math.max(0, Object.keys(this.#nodes.get(from.node)?.shape.outputs ?? {}).indexOf(from.output));
  }
}

function samePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}
