/**
 * The fragment that the clipboard carries: nodes with the wires between them, notes and groups, as JSON text of the
 * format `inkloom-fragment`. Links to nodes outside the fragment are kept with the type of their source, so that the
 * paste can find the source again.
 */
import type { Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import type { Box } from '../layout/geometry.ts';

export const FRAGMENT_FORMAT = 'inkloom-fragment';

type View = NonNullable<Workflow['view']>;
export type NodeView = NonNullable<View['nodes']>[string];
export type Note = NonNullable<View['notes']>[string];
export type Group = NonNullable<View['groups']>[string];
export type Subgraphs = NonNullable<Workflow['subgraphs']>;

export interface Fragment {
  readonly nodes: Readonly<Record<string, WorkflowNode>>;
  /** Types of the nodes outside the fragment that links lead to, by id. */
  readonly outside: Readonly<Record<string, string>>;
  readonly views: Readonly<Record<string, NodeView>>;
  readonly notes: Readonly<Record<string, Note>>;
  readonly groups: Readonly<Record<string, Group>>;
  readonly subgraphs: Subgraphs;
  /** The box around everything, in canvas pixels; undefined when it is not known. */
  readonly box: Box | undefined;
}

export function writeFragment({ box, ...rest }: Fragment): string {
  return JSON.stringify({ format: FRAGMENT_FORMAT, version: 1, ...(box ? { box } : {}), ...rest }, undefined, 2);
}
