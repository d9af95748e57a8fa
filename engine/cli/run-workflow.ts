/** Runs a workflow for a command: composes the engine, reports progress, saves the files. */
import { storageErrorOf } from '../files/storage-error.ts';
import type { Plan } from '../graph/plan.ts';
import { renderIssue } from '../graph/render-issue.ts';
import { type ComfyTexts, withComfyTexts } from '../comfyui/metadata.ts';
import { compose } from '../host/compose.ts';
import { comfyTexts } from '../host/comfyui/export-comfyui.ts';
import { packageVersion } from '../host/places.ts';
import { checkOutputFolder } from '../host/output-folder.ts';
import { type Hashes, NO_HASHES } from '../host/hashes/model-hashes.ts';
import { type FileOfNode, filesOfRun, saveNumbered, savesFiles } from '../host/save-files.ts';
import { UsageError } from '../host/usage-error.ts';
import type { RunResult } from '../run/engine.ts';
import type { NodeFailure, RunStatus } from '../run/events.ts';
import type { ImportedWorkflow } from '../workflow/import/importer.ts';
import { isPicture, provenanceOf, withProvenance } from '../workflow/picture/provenance.ts';
import type { Workflow } from '../workflow/schema.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { engineSettings, type LoraValues, type RunValues } from './options.ts';
import { prepareRun } from './prepare-run.ts';
import { print, printMessage } from './print.ts';
import { chooseReporter } from './report/choose.ts';
import { titlesOf } from './report/reporter.ts';
import { settledSettings } from './settled-settings.ts';
import { onStopSignal } from './stop-signal.ts';

const EXIT_OF = {
  done: EXIT.done,
  failed: EXIT.failed,
  cancelled: EXIT.interrupted,
} as const satisfies Record<RunStatus, ExitCode>;

/**
 * @returns the exit code.
 * @throws UsageError, WorkflowError or GraphError before anything runs.
 */
export async function runWorkflow(imported: ImportedWorkflow, values: RunValues & LoraValues): Promise<ExitCode> {
  const composed = await compose(settledSettings(engineSettings(values)), printMessage);
  const interrupt = new AbortController();
  const endWatch = onStopSignal(() => interrupt.abort(new Error('interrupted')));
  try {
    const { engine } = composed;
    const { workflow, options } = prepareRun(imported, values, engine.registry);
    const plan = engine.plan(workflow, options);
    const texts = values['comfyui-metadata']
      ? comfyTexts(workflow, { registry: engine.registry, where: '--comfyui-metadata' })
      : undefined;
    for (const { message } of imported.issues) printMessage(message);
    for (const issue of plan.issues) printMessage(`Left out: ${renderIssue(issue)}`);
    const saves = plan.targets.some((target) => savesFiles(plan, target));
    if (saves) await checkOutputFolder(values.out ?? OUT);
    const reporter = chooseReporter(values, titlesOf(plan));
    const naming = saves && !values['no-metadata'] ? composed.hashes : NO_HASHES;
    const reading = naming.begin(plan, (progress) => reporter.reading(progress));
    const result = await engine.run(workflow, {
      ...options,
      scope: workflow.name,
      // For the time that is left, before the first step is done. Programs that read JSON ask for it with --explain.
      forecast: values.explain === true || values.json !== true,
      verify: readShare(values['verify-cache']),
      // With --partial, branches that can run do.
      foresee: values.partial !== true,
      signal: interrupt.signal,
      onEvent: (event) => reporter.event(event),
    });
    warnOfOtherModels(imported, result);
    const files: string[] = [];
    const unsaved: NodeFailure[] = [];
    const made = filesOfRun(result);
    const hashes = made.length === 0 ? {} : await reading.all(interrupt.signal);
    if (!hashes) printMessage(UNNAMED);
    for (const file of made) {
      try {
        const path = await save(file, values, { plan, workflow, result, hashes, texts });
        files.push(path);
        reporter.saved(file.node, path);
      } catch (error) {
        unsaved.push(unsavedFailure(file, plan, error));
      }
    }
    const status = unsaved.length > 0 ? 'failed' : result.status;
    const failures = [...result.failures, ...unsaved];
    reporter.finished({ status, seconds: result.seconds, failures, files, refused: result.refused });
    if (!values.json) files.forEach(print);
    return result.refused ? EXIT.usage : EXIT_OF[status];
  } finally {
    await composed.close();
    endWatch();
  }
}

/** Where files are saved when no folder is given. */
const OUT = 'out';

/** The rest of a picture does not depend on the reading, which may take a minute. */
const UNNAMED = 'Interrupted: the picture is saved without the SHA-256 of its models';

interface Origin {
  readonly plan: Plan;
  readonly workflow: Workflow;
  readonly result: RunResult;
  readonly hashes: Hashes | undefined;
  /** For ComfyUI; undefined when nobody asked for them. */
  readonly texts: ComfyTexts | undefined;
}

/** Saves a file, with its provenance inside when it is a picture. @returns its path. */
function save({ node, file }: FileOfNode, values: RunValues, origin: Origin): Promise<string> {
  const folder = values.out ?? OUT;
  if (!isPicture(file.data)) return saveNumbered(folder, file);
  const { plan, workflow, result, hashes, texts } = origin;
  const picture = texts ? withComfyTexts(file.data, texts) : file.data;
  if (values['no-metadata']) return saveNumbered(folder, { ...file, data: picture });
  const about = { version: packageVersion(), workflow };
  const provenance = provenanceOf(plan, node, about, result.fingerprints, hashes);
  return saveNumbered(folder, { ...file, data: withProvenance(picture, provenance) });
}

/** The failure of a file that could not be written; the others are still saved. @throws any other error. */
function unsavedFailure({ node }: FileOfNode, plan: Plan, error: unknown): NodeFailure {
  const storage = storageErrorOf(error);
  if (!storage) throw error;
  return { node, type: plan.nodes.get(node)?.definition.type ?? '', message: storage.message, code: storage.code };
}

/** @returns a share of the known results, 0 to 1. */
function readShare(text = '0'): number {
  const share = text.trim() === '' ? Number.NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`--verify-cache: expected a number from 0 to 1, got "${text}"`);
}

function warnOfOtherModels({ provenance }: ImportedWorkflow, { fingerprints }: RunResult): void {
  for (const [node, digest] of Object.entries(provenance?.models ?? {})) {
    const found = fingerprints[node];
    if (found === undefined || found === digest) continue;
    printMessage(`Node "${node}": the model is not the one the picture was made with, so the picture will differ.`);
  }
}
