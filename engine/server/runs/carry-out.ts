/** Carries a run out: runs the workflow and saves what it gives. */
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { filesOfRun } from '../../host/save-files.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import type { Lease, Outcome } from '../../jobs/job-queue.ts';
import { RunnerStops } from '../../jobs/runner.ts';
import type { Plan } from '../../graph/plan.ts';
import type { RunResult } from '../../run/engine.ts';
import { isPicture, provenanceOf, withProvenance } from '../../workflow/picture/provenance.ts';
import { failureOfWorkflow, nodeOfWorkflow } from '../../protocol/index.ts';
import type { ServerContext } from '../context.ts';
import { pictureUrl } from '../pictures/address.ts';
import type { RunFile } from '../../protocol/index.ts';
import type { ActiveRun } from './active-run.ts';
import { safePrefix, saveOutput } from './output-files.ts';

type CarryOutContext = Pick<ServerContext, 'engine' | 'version' | 'folders'>;

export async function carryOut(
  lease: Lease,
  active: ActiveRun,
  signal: AbortSignal,
  context: CarryOutContext,
): Promise<Outcome> {
  const {
    run: { id, targets },
    workflow,
  } = lease;
  const options = targets ? { targets } : {};
  try {
    const plan = context.engine.plan(workflow, options);
    // A large graph takes a while to plan: others have their turn before it is run.
    await setImmediate();
    const result = await context.engine.run(workflow, {
      ...options,
      plan,
      id,
      scope: workflow.name,
      forecast: true,
      signal,
      onEvent: (event) => active.event(event),
    });
    // The run goes on another time, and saves its files then.
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
    if (!(error instanceof GraphError)) throw error;
    const failures = error.issues.map((issue) => ({
      node: nodeOfWorkflow(issue.node),
      type: '',
      message: renderIssue(issue),
      code: issue.code,
      ...('input' in issue ? { details: { field: issue.input } } : {}),
    }));
    return { state: 'failed', files: [], failures, nodes: {} };
  }
}

async function saveFiles(
  { run: { number }, workflow }: Lease,
  plan: Plan,
  result: RunResult,
  { version, folders }: CarryOutContext,
): Promise<RunFile[]> {
  const saved: RunFile[] = [];
  const counts = new Map<string, number>();
  for (const { node, file } of filesOfRun(result)) {
    const count = `${safePrefix(file.prefix)}.${file.extension}`;
    const index = counts.get(count) ?? 0;
    counts.set(count, index + 1);
    const picture = isPicture(file.data);
    const data = picture
      ? withProvenance(file.data, provenanceOf(plan, node, { version, workflow }, result.fingerprints))
      : file.data;
    const name = await saveOutput(folders.output, { ...file, data }, number, index);
    const { width, height } = picture ? await sharp(data).metadata() : {};
    saved.push({
      folder: 'output',
      name,
      url: pictureUrl('output', name),
      mediaType: file.mediaType,
      node: nodeOfWorkflow(node),
      ...(width === undefined || height === undefined ? {} : { width, height }),
    });
  }
  return saved;
}
