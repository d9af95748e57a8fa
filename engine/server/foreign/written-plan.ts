/** A plan as data: nodes name their type, in parts small enough to be read between two turns of the event loop. */
import { setImmediate } from 'node:timers/promises';
import type { PlannedInput, PlannedNode } from '../../graph/check-node.ts';
import type { GraphIssue } from '../../graph/issues.ts';
import type { Plan, PlanOptions } from '../../graph/plan.ts';
import type { NodeRegistry } from '../../graph/registry.ts';

export interface PlanQuestion {
  /** Nodes and subgraphs of a workflow, as JSON. */
  readonly graph: string;
  readonly options: Pick<PlanOptions, 'targets' | 'partial'>;
}

export interface WrittenPlan {
  /** JSON: lists of nodes, sources first. */
  readonly nodes: readonly string[];
  readonly targets: readonly string[];
  readonly issues: readonly GraphIssue[];
}

interface WrittenNode {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly inputs: readonly (readonly [string, PlannedInput])[];
  readonly sources: readonly string[];
}

/** Nodes of a part. */
const PART = 250;
/** Issues that are passed on. A message lists a hundred. */
export const MOST_ISSUES = 1000;

export function writePlan({ nodes, targets, issues }: Plan): WrittenPlan {
  const written = [...nodes.values()].map(({ id, title, definition, inputs, sources }): WrittenNode => ({
    id,
    title,
    type: definition.type,
    inputs: [...inputs],
    sources,
  }));
  const parts = Array.from({ length: Math.ceil(written.length / PART) }, (_, i) =>
    JSON.stringify(written.slice(i * PART, (i + 1) * PART)),
  );
  return { nodes: parts, targets, issues: issues.slice(0, MOST_ISSUES) };
}

/** @param registry has the code of the nodes. */
export async function readPlan({ nodes: parts, targets, issues }: WrittenPlan, registry: NodeRegistry): Promise<Plan> {
  const nodes = new Map<string, PlannedNode>();
  for (const part of parts) {
    for (const { type, inputs, ...node } of JSON.parse(part) as readonly WrittenNode[]) {
      const definition = registry.get(type);
      if (definition) nodes.set(node.id, { ...node, definition, inputs: new Map(inputs) });
    }
    await setImmediate();
  }
  return { nodes, targets, issues };
}
