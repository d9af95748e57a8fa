/** The nodes whose pictures are the result of a workflow. */
import type { Workflow } from '../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';

/** Active nodes at the ends of the graph: saving ones first, previews last. */
export function resultNodes(workflow: Workflow, types: NodeTypes): string[] {
  const ends = Object.entries(workflow.nodes).filter(
    ([, { type, mode }]) => mode === undefined && shapeOf(workflow, types, type).terminal,
  );
  return ends.toSorted(([, a], [, b]) => Number(isPreview(a.type)) - Number(isPreview(b.type))).map(([id]) => id);
}

function isPreview(type: string): boolean {
  return type.startsWith('preview-');
}
