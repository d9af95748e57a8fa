/** The sockets a wire can be drawn to, the most likely ones first. */
import { connectionVerdict } from '../../document/graph/connect.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import { fitTest } from '../gestures/fitting-sockets.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';

export interface SocketTarget {
  readonly node: SceneNode;
  readonly to: WireEnd;
  readonly title: string;
}

/** Ranks: the type outweighs a free socket, and a free socket outweighs any distance in canvas pixels. */
const OTHER_TYPE = 2e6;
const TAKEN = 1e6;
const FARTHEST = 9e5;

export function wireTargets(scene: Scene, end: WireEnd): SocketTarget[] {
  const { workflow, types } = scene;
  if (!workflow) return [];
  const fits = fitTest(scene, end);
  const targets = [...scene.nodes.values()]
    .flatMap((node) => socketsOf(node, end.side === 'output' ? 'input' : 'output'))
    .filter(({ node, to }) => fits(node, to.side, to.name))
    .filter(({ to }) => connectionVerdict(workflow, types, end, to).ok);
  const type = socketType(workflow, types, end);
  const rankOf = ({ node, to }: SocketTarget): number => {
    const otherType = socketType(workflow, types, to) === type ? 0 : OTHER_TYPE;
    const taken = isTaken(node, to) ? TAKEN : 0;
    return otherType + taken + Math.min(distance(scene, end.node, node.id), FARTHEST);
  };
  return targets.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Whether a socket is an input with a wire. */
export function isTaken({ wires }: SceneNode, { side, name }: WireEnd): boolean {
  return side === 'input' && wires.some(({ to }) => to.input === name);
}

function socketsOf(node: SceneNode, side: WireEnd['side']): SocketTarget[] {
  return Object.entries(side === 'input' ? node.shape.inputs : node.shape.outputs).map(([name, { title }]) => ({
    node,
    to: { node: node.id, side, name },
    title: title ?? name,
  }));
}

/** Canvas pixels between the corners of two nodes. */
function distance(scene: Scene, a: string, b: string): number {
  const [from, to] = [scene.geometry(a), scene.geometry(b)];
  return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : 0;
}
