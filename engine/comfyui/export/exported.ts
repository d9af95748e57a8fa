/** What both kinds of export have in common: their inputs, and their errors. */
import type { NodeRegistry } from '../../graph/registry.ts';
import type { ImportIssue } from '../../workflow/import/importer.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import type { ComfyNodes } from '../define.ts';
import { candidatesByType } from './way-back.ts';
import type { GraphContext } from './write-graph.ts';

export interface ExportOptions {
  /** Definitions of theirs, by class. */
  readonly theirs: ComfyNodes;
  /** Ours. */
  readonly registry: NodeRegistry;
  /** Names the workflow in errors. */
  readonly where: string;
}

export interface Exported<T> {
  readonly file: T;
  /** What has to be done in ComfyUI, and what was left out. */
  readonly issues: readonly ImportIssue[];
}

export function contextFor(workflow: Workflow, { theirs, registry }: ExportOptions): GraphContext {
  const subgraphs = Object.entries(workflow.subgraphs ?? {}).map(([name, { inputs = {}, outputs = {} }]) => {
    return [name, { inputs: Object.keys(inputs), outputs: Object.keys(outputs) }] as const;
  });
  return {
    theirs,
    registry,
    candidates: candidatesByType(theirs),
    subgraphs: new Map(subgraphs),
    problems: new Set(),
    issues: [],
  };
}

/** @throws WorkflowError for a workflow that has something without a counterpart. */
export function finish<T>(file: T, { problems, issues }: GraphContext, where: string): Exported<T> {
  if (problems.size > 0) throw new WorkflowError(where, [...problems]);
  return { file, issues };
}
