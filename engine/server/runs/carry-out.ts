/** Carries out a run: runs its workflow and saves the files it gives. */
import sharp from 'sharp';
import { StorageError } from '../../files/storage-error.ts';
import { GraphError } from '../../graph/graph-error.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Plan, PlanOptions } from '../../graph/plan.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import type { Hashes, ModelHashes, RunHashes } from '../../host/hashes/model-hashes.ts';
import { type FileOfNode, filesOfRun } from '../../host/save-files.ts';
import type { CountedName, OutputStore } from '../../jobs/output-store.ts';
import { RunnerStops } from '../../jobs/runner.ts';
import {
  failureOfWorkflow,
  type Lease,
  type NodeFailure,
  innerNode,
  nodeOfWorkflow,
  type Outcome,
  type RunFile,
} from '../../protocol/index.ts';
import { type ComfyTexts, withComfyTexts } from '../../comfyui/metadata.ts';
import type { Engine, RunResult } from '../../run/engine.ts';
import { isPicture, provenanceOf, withProvenance } from '../../workflow/picture/provenance.ts';
import type { ActiveRun } from './active-run.ts';
import { withTexts } from './with-texts.ts';

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
  const running = context.engine.run(workflow, {
    ...options,
    plan,
    id: run.id,
    scope: workflow.name,
    forecast: true,
    foresee: true,
    signal,
    onEvent: (event) => active.event(event),
  });
  const { result, hashes } = await withHashes(running, reading, signal);
  // A run that will be resumed saves its files then.
  const { saved, unsaved } =
    signal.reason instanceof RunnerStops
      ? NOTHING
      : await saveFiles(lease, { plan, result, hashes, keyOf: (copy) => active.keyOf(copy) }, context);
  await active.close();
  return {
    state: unsaved.length > 0 ? 'failed' : result.status,
    files: [...saved, ...active.files],
    failures: [...result.failures.map(failureOfWorkflow), ...unsaved],
    nodes: withTexts(active.nodes, result),
  };
}

/** Waits for the hashes of the models too when there are files to be saved. */
async function withHashes(
  running: Promise<RunResult>,
  reading: RunHashes,
  signal: AbortSignal,
): Promise<Pick<Finished, 'result' | 'hashes'>> {
  try {
    const result = await running;
    return { result, hashes: filesOfRun(result).length === 0 ? {} : await reading.all(signal) };
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

interface SavedFiles {
  readonly saved: readonly RunFile[];
  /** A failure for each file that could not be written. */
  readonly unsaved: readonly NodeFailure[];
}

interface Finished {
  readonly plan: Plan;
  readonly result: RunResult;
  /** Undefined when the run was cancelled before they were known. */
  readonly hashes: Hashes | undefined;
  /** See `RunFile.key`. */
  readonly keyOf: (copy: string) => string | undefined;
}

const NOTHING: SavedFiles = { saved: [], unsaved: [] };

/** Saves as many files as can be written. */
async function saveFiles(
  lease: Lease,
  { plan, result, hashes, keyOf }: Finished,
  { version, outputs, textsOf }: CarryOutContext,
): Promise<SavedFiles> {
  const { run, workflow } = lease;
  const store = outputs.ofRun(run.number);
  const texts = await textsOf?.(lease);
  const saved: RunFile[] = [];
  const unsaved: NodeFailure[] = [];
  const counts = new Map<string, number>();
  /** A node that stands for one of ComfyUI names its files as that one does. */
  const nameOf = (copy: string, width: number, height: number): CountedName | undefined => {
    const node = nodeOfWorkflow(copy);
    if (workflow.nodes[node]?.['comfyui'] === undefined) return undefined;
    const batch = counts.get(node) ?? 0;
    counts.set(node, batch + 1);
    return { width, height, batch };
  };
  const saveOne = async ({ node, file }: FileOfNode): Promise<RunFile> => {
    const key = keyOf(node);
    const of = { node: nodeOfWorkflow(node), ...innerNode(node), ...(key === undefined ? {} : { key }) };
    if (!isPicture(file.data)) return { ...(await store.save(file)), ...of };
    const provenance = provenanceOf(plan, node, { version, workflow }, result.fingerprints, hashes);
    const data = withProvenance(texts ? withComfyTexts(file.data, texts) : file.data, provenance);
    const { width, height } = await sharp(data).metadata();
    const counted = nameOf(node, width, height);
    return { ...(await store.save({ ...file, data, counted })), ...of, width, height };
  };
  for (const each of filesOfRun(result)) {
    try {
      saved.push(await saveOne(each));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      const node = nodeOfWorkflow(each.node);
      unsaved.push({ node, type: workflow.nodes[node]?.type ?? '', message: error.message, code: error.code });
    }
  }
  return { saved, unsaved };
}
