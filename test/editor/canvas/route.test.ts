/** Wires around nodes. */
import { describe, expect, it } from 'vitest';
import { distanceToRoute, routeBox, type Route } from '../../../editor/canvas/scene/route.ts';
import { routeAround } from '../../../editor/canvas/scene/route-around.ts';
import { BoxGrid } from '../../../editor/canvas/scene/box-grid.ts';
import { pointOn } from '../../../editor/canvas/scene/curve.ts';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import { type Box, contains, type Point, REROUTE } from '../../../editor/document/layout/geometry.ts';
import { shipped, small, types } from '../document/support.ts';

const box = (x: number, y: number): Box => ({ x, y, width: 260, height: 200 });

function routed(from: Point, to: Point, nodes: readonly Box[], track = 0): Route {
  return routeAround(from, to, (area) => new BoxGrid(nodes).within(area), track);
}

/** Whether the route goes through a box. */
function meets({ from, to, corners }: Route, node: Box): boolean {
  const inner = { x: node.x + 4, y: node.y + 4, width: node.width - 8, height: node.height - 8 };
  if (corners.length === 0)
    return Array.from({ length: 40 }, (_, part) => pointOn(from, to, part / 40)).some((at) => contains(inner, at));
  const points = [from, ...corners, to];
  return points.slice(1).some((end, index) => {
    const start = points[index] ?? end;
    return (
      Math.max(start.x, end.x) > node.x &&
      Math.min(start.x, end.x) < node.x + node.width &&
      Math.max(start.y, end.y) > node.y &&
      Math.min(start.y, end.y) < node.y + node.height
    );
  });
}

describe('a route', () => {
  const nodes = [box(0, 0), box(316, -50), box(632, 0)];

  it('is a curve where nothing is in the way', () => {
    expect(routed({ x: 260, y: 60 }, { x: 316, y: 90 }, [box(0, 0), box(316, 0)]).corners).toEqual([]);
  });

  it('goes over or under a node between its ends', () => {
    const route = routed({ x: 260, y: 60 }, { x: 632, y: 60 }, nodes);
    expect(route.corners.length).toBeGreaterThan(0);
    for (const node of nodes) expect(meets(route, node)).toBe(false);
    expect(distanceToRoute(route, route.corners[1] ?? route.from)).toBe(0);
    const { y, height } = routeBox(route);
    expect(y + height).toBe(162);
  });

  it('leads from a node to the one below it through the gap between them', () => {
    const [upper, lower] = [box(0, 0), box(0, 224)];
    const route = routed({ x: 260, y: 60 }, { x: 0, y: 280 }, [upper, lower]);
    expect(route.corners.map(({ y }) => y)).toEqual([60, 212, 212, 280]);
  });

  it('keeps wires of different outputs apart', () => {
    const lanes = [0, 1, 2].map((track) => routed({ x: 260, y: 60 }, { x: 632, y: 60 }, nodes, track).corners[1]);
    expect(new Set(lanes.map((at) => at?.x)).size).toBe(3);
    expect(new Set(lanes.map((at) => at?.y)).size).toBe(3);
  });

  it('stays a curve at a reroute, which the user has placed', () => {
    const scene = new Scene();
    scene.update(small, types);
    const bent = scene.wires.filter(
      ({ from, to }) => [from.node, to.node].includes(REROUTE.type) || from.node === 'bend',
    );
    expect(bent.length).toBeGreaterThan(0);
    for (const wire of bent) expect(scene.route(wire)?.corners).toEqual([]);
  });

  it.each(shipped)('is behind no node of %s', (_name, workflow) => {
    const scene = new Scene();
    scene.update(workflow, types);
    const behind = scene.wires.filter((wire) => {
      const route = scene.route(wire);
      return route && [...scene.nodes.values()].some(({ placed }) => meets(route, placed));
    });
    expect(behind.map(({ id }) => id)).toEqual([]);
    expect(scene.wires.length).toBeGreaterThan(0);
  });
});
