/** Carries out a run: runs its workflow and saves the files it gives. */
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { GraphError } from '../../graph/graph-error.ts';
import type { Plan } from '../../graph/plan.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import { filesOfRun } from '../../host/save-files.ts';
import type { OutputStore } from '../../jobs/output-store.ts';
import { RunnerStops } from '../../jobs/runner.ts';
import { failureOfWorkflow, type Lease, nodeOfWorkflow, type Outcome, type RunFile } from '../../protocol/index.ts';
import type { Engine, RunResult } from '../../run/engine.ts';
import { isPicture, provenanceOf, withProvenance } from '../../workflow/picture/provenance.ts';
import type { ActiveRun } from './active-run.ts';

export interface CarryOutContext {
  readonly engine: Pick<Engine, 'plan' | 'run'>;
  /** Of Inkloom; written into pictures. */
  readonly version: string;
  readonly outputs: OutputStore;
}

export async function carryOut(
  lease: Lease,
  active: ActiveRun,
  signal: AbortSignal,
  context: CarryOutContext,
): Promise<Outcome> {
  const { run, workflow } = lease;
  const options = run.targets ? { targets: run.targets } : {};
  try {
    const plan = context.engine.plan(workflow, options);
    // A large graph takes a while to plan: let other work proceed before it is run.
    await setImmediate();
    const result = await context.engine.run(workflow, {
      ...options,
      plan,
      id: run.id,
      scope: workflow.name,
      forecast: true,
      foresee: true,
      signal,
      onEvent: (event) => active.event(event),
    });
    // A run that will be resumed saves its files then.
    const saved = signal.reason instanceof RunnerStops ? [] : await saveFiles(lease, plan, result, context);
    await active.close();
    return {
      state: result.status,
      files: [...saved, ...active.files],
      failures: result.failures.map(failureOfWorkflow),
      nodes: active.nodes,
    };
  } catch (error) {
    await active.close();
    if (error instanceof GraphError) return outcomeOf(error);
    throw error;
  }
}

/** The workflow cannot run, for instance because a node type was removed since it was queued. */
function outcomeOf({ issues }: GraphError): Outcome {
  const failures = issues.map((issue) => ({
    node: nodeOfWorkflow(issue.node),
    type: '',
    message: renderIssue(issue),
    code: issue.code,
    ...('input' in issue ? { details: { field: issue.input } } : {}),
  }));
  return { state: 'failed', files: [], failures, nodes: {} };
}

async function saveFiles(
  { run, workflow }: Lease,
  plan: Plan,
  result: RunResult,
  { version, outputs }: CarryOutContext,
): Promise<RunFile[]> {
  const store = outputs.ofRun(run.number);
  const saved: RunFile[] = [];
  for (const { node, file } of filesOfRun(result)) {
    if (!isPicture(file.data)) {
      saved.push({ ...(await store.save(file)), node: nodeOfWorkflow(node) });
      continue;
    }
    const provenance = provenanceOf(plan, node, { version, workflow }, result.fingerprints);
    const data = withProvenance(file.data, provenance);
    const { width, height } = await sharp(data).metadata();
    saved.push({ ...(await store.save({ ...file, data })), node: nodeOfWorkflow(node), width, height });
  }
  return saved;
}
