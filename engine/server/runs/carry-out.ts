/** Carries out a run: runs its workflow and saves the files it gives. */
import { GraphError } from '../../graph/graph-error.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Plan, PlanOptions } from '../../graph/plan.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import type { ModelHashes } from '../../host/hashes/model-hashes.ts';
import type { OutputStore } from '../../jobs/output-store.ts';
import { failureOfWorkflow, type Lease, innerNode, nodeOfWorkflow, type Outcome } from '../../protocol/index.ts';
import type { ComfyTexts } from '../../comfyui/metadata.ts';
import type { Engine } from '../../run/engine.ts';
import type { ActiveRun } from './active-run.ts';
import type { UnnamedFile } from './output-names.ts';
import { TargetSaver } from './save-targets.ts';
import { textsIn, withTexts } from './with-texts.ts';

/** Plans and runs. A large graph is planned elsewhere, so that the event loop goes on. */
export interface RunsEngine extends Pick<Engine, 'run' | 'foresee'> {
  /** @throws GraphError */
  plan(graph: Graph, options: PlanOptions): Plan | Promise<Plan>;
}

export interface CarryOutContext {
  readonly engine: RunsEngine;
  /** Of Inkloom; written into pictures. */
  readonly version: string;
  readonly outputs: OutputStore;
  readonly hashes: ModelHashes;
  /** Names of files by a template; undefined for the usual names. */
  readonly namesOf?: (lease: Lease, plan: Plan) => ((file: UnnamedFile) => string) | undefined;
  /** Texts for ComfyUI that the PNGs of a run carry too; undefined for none. */
  readonly textsOf?: (lease: Lease) => Promise<ComfyTexts | undefined>;
}

export async function carryOut(
  lease: Lease,
  active: ActiveRun,
  signal: AbortSignal,
  context: CarryOutContext,
): Promise<Outcome> {
  try {
    return await runAndSave(lease, active, signal, context);
  } catch (error) {
    await active.close();
    if (error instanceof GraphError) return outcomeOf(error);
    throw error;
  }
}

async function runAndSave(
  lease: Lease,
  active: ActiveRun,
  signal: AbortSignal,
  context: CarryOutContext,
): Promise<Outcome> {
  const { run, workflow } = lease;
  const options = run.targets ? { targets: run.targets } : {};
  const plan = await context.engine.plan(workflow, options);
  const reading = context.hashes.begin(plan, (progress) => active.reading(progress));
  const { outputs, version, textsOf, namesOf } = context;
  const saver = new TargetSaver({
    lease,
    plan,
    outputs,
    version,
    hashes: () => reading.all(signal),
    textsOf,
    signal,
    nameOf: namesOf?.(lease, plan),
    keyOf: (copy) => active.keyOf(copy),
    onSaved: (file) => active.saved(file),
  });
  const texts = new Map<string, string>();
  try {
    const result = await context.engine.run(workflow, {
      ...options,
      plan,
      id: run.id,
      scope: workflow.name,
      forecast: true,
      foresee: true,
      signal,
      onEvent: (event) => active.event(event),
      async onTarget(target) {
        for (const [node, text] of textsIn(target)) texts.set(node, text);
        await saver.save(target);
      },
    });
    await active.close();
    return {
      state: saver.unsaved.length > 0 ? 'failed' : result.status,
      files: [...saver.files, ...active.pictures],
      failures: [...result.failures.map(failureOfWorkflow), ...saver.unsaved],
      nodes: withTexts(active.nodes, texts),
    };
  } finally {
    reading.end();
  }
}

/** The workflow cannot run, for instance because a node type was removed since it was queued. */
function outcomeOf({ issues }: GraphError): Outcome {
  const failures = issues.map((issue) => ({
    node: nodeOfWorkflow(issue.node),
    ...innerNode(issue.node),
    type: '',
    message: renderIssue(issue),
    code: issue.code,
    ...('input' in issue ? { details: { field: issue.input } } : {}),
  }));
  return { state: 'failed', files: [], failures, nodes: {} };
}
