/** The shapes of the node types a workflow uses, including its own subgraphs. */
import type { CatalogueNode, Workflow } from '../../../engine/protocol/index.ts';
import type { NodeShape, NodeTypes } from './node-types.ts';
import { subgraphShape, type Subgraphs } from './subgraph-shape.ts';

export { type NodeShape, type NodeTypes, nodeTypes } from './node-types.ts';

type ShapesByType = Map<string, NodeShape>;

const NO_SUBGRAPHS: Subgraphs = {};
const serverShapes = new WeakMap<CatalogueNode, NodeShape>();
const subgraphShapes = new WeakMap<Subgraphs, WeakMap<NodeTypes, ShapesByType>>();

/**
 * The shape of a node type. It is the same object as long as the catalogue and the subgraphs are.
 * @param type of a node of the workflow.
 */
export function shapeOf(workflow: Workflow, types: NodeTypes, type: string): NodeShape {
  const definition = types.get(type);
  if (definition) return remembered(serverShapes, definition, () => ({ ...definition, known: true }));
  const subgraphs = workflow.subgraphs ?? NO_SUBGRAPHS;
  const byTypes = remembered(subgraphShapes, subgraphs, () => new WeakMap<NodeTypes, ShapesByType>());
  const byType = remembered(byTypes, types, (): ShapesByType => new Map());
  return remembered(byType, type, () => subgraphShape(subgraphs, types, type));
}

interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

function remembered<K, V>(memory: Memory<K, V>, key: K, make: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const made = make();
  memory.set(key, made);
  return made;
}
