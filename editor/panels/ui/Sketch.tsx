/** A small drawing of a workflow in the colours of the page: nodes as boxes, wires in the colours of their types. */
import { useMemo } from 'preact/hooks';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { curvePath } from '../../canvas/scene/curve.ts';
import { tintToken } from '../../canvas/scene/tint.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { boundsOf, NODE, nodeGeometry } from '../../document/layout/geometry.ts';
import { wiresOf } from '../../document/graph/links.ts';
import { givenType } from '../../document/graph/socket-types.ts';

export interface SketchProps {
  readonly workflow: Workflow;
  readonly types: NodeTypes;
}

/** Around the drawing, and the radius of corners, in canvas pixels. */
const MARGIN = 90;
const ROUND = 18;

export function Sketch({ workflow, types }: SketchProps) {
  const { nodes, wires, box } = useMemo(() => layOut(workflow, types), [workflow, types]);
  if (!box) return null;
  return (
    <svg
      class="pn-sketch"
      viewBox={`${box.x - MARGIN} ${box.y - MARGIN} ${box.width + 2 * MARGIN} ${box.height + 2 * MARGIN}`}
      aria-hidden="true"
    >
      <g fill="none" stroke-width="7">
        {wires.map(({ id, path, colour }) => (
          <path key={id} d={path} stroke={`var(${colour}, var(--socket))`} />
        ))}
      </g>
      {nodes.map(({ id, x, y, width, height, colour }) => (
        <g key={id}>
          <rect class="pn-sketch-node" x={x} y={y} width={width} height={height} rx={ROUND} />
          <path d={headPath(x, y, width)} fill={`var(${colour})`} />
        </g>
      ))}
    </svg>
  );
}

/** The head of a node, rounded at the top. Taller than on the canvas, to be visible at this size. */
function headPath(x: number, y: number, width: number): string {
  const bottom = y + NODE.header * 1.6;
  const corner = (dx: number, dy: number): string => `a${ROUND} ${ROUND} 0 0 1 ${dx} ${dy}`;
  const left = `M${x} ${bottom}V${y + ROUND}${corner(ROUND, -ROUND)}`;
  return `${left}h${width - 2 * ROUND}${corner(ROUND, ROUND)}V${bottom}z`;
}

function layOut(workflow: Workflow, types: NodeTypes) {
  const geometries = Object.entries(workflow.nodes).flatMap(([id, { type }]) => {
    const geometry = nodeGeometry(workflow, types, id);
    if (!geometry) return [];
    const { category } = shapeOf(workflow, types, type);
    return [{ ...geometry, id, colour: tintToken(workflow.view?.nodes?.[id]?.colour, category) }];
  });
  const byId = new Map(geometries.map((each) => [each.id, each]));
  const wires = wiresOf(workflow).flatMap(({ id, from, to }) => {
    const [start, end] = [byId.get(from.node)?.outputs[from.output], byId.get(to.node)?.inputs[to.input]];
    if (!start || !end) return [];
    const type = givenType(workflow, types, from.node, from.output) ?? '';
    return [{ id, path: curvePath(start, end), colour: `--socket-${type}` }];
  });
  return { nodes: geometries, wires, box: boundsOf(geometries) };
}
