/** The items of a scene, as they are read from a workflow. */
import type { Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import { type NodeShape, type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { type Wire, wiresInto } from '../../document/graph/links.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import { hiddenName } from '../../document/commands/hidden-wires.ts';
import { inputRows, type InputRows } from '../../document/graph/input-rows.ts';
import { type NodeGeometry, nodeGeometry } from '../../document/layout/geometry.ts';
import { t } from '../../i18n/t.ts';

type View = NonNullable<Workflow['view']>;
export type Note = NonNullable<View['notes']>[string];
export type Group = NonNullable<View['groups']>[string];

export interface SceneNode {
  readonly id: string;
  readonly node: WorkflowNode;
  readonly view: NonNullable<View['nodes']>[string] | undefined;
  readonly shape: NodeShape;
  readonly title: string;
  /** The geometry in the document. */
  readonly placed: NodeGeometry;
  /** Wires into the node. */
  readonly wires: readonly Wire[];
  /** Its inputs, and those that "More" folds. */
  readonly rows: InputRows;
}

export interface SceneWire extends Wire {
  /** The type that travels along the wire, for its colour. */
  readonly type: string;
  /** The name that is shown in its place; undefined for a wire that is drawn. */
  readonly hidden: string | undefined;
}

/** @param picture height of the picture on the node, in canvas pixels. @param flagged its inputs with an issue. */
export function readNode(
  workflow: Workflow,
  types: NodeTypes,
  id: string,
  node: WorkflowNode,
  picture: number,
  flagged: readonly string[] | undefined,
): SceneNode {
  const shape = shapeOf(workflow, types, node.type);
  const view = workflow.view?.nodes?.[id];
  return {
    id,
    node,
    view,
    shape,
    title: t(node.title ?? shape.title),
    placed: nodeGeometry(workflow, types, id, picture, flagged) as NodeGeometry,
    wires: wiresInto(workflow, id),
    rows: inputRows(shape, node, view?.more, flagged),
  };
}

export function readWires(workflow: Workflow, types: NodeTypes, nodes: Iterable<SceneNode>): SceneWire[] {
  return [...nodes].flatMap(({ wires }) =>
    wires.map((wire) => {
      const type = socketType(workflow, types, { node: wire.from.node, side: 'output', name: wire.from.output });
      return { ...wire, type, hidden: hiddenName(workflow, wire) };
    }),
  );
}
