/** Runs a workflow for a command: composes the engine, reports progress, saves the files. */
import { renderIssue } from '../graph/render-issue.ts';
import { outputPlace } from '../host/batch/names/output-place.ts';
import { compose } from '../host/compose.ts';
import { comfyTexts } from '../host/comfyui/export-comfyui.ts';
import { checkOutputFolder } from '../host/output-folder.ts';
import { NO_HASHES } from '../host/hashes/model-hashes.ts';
import { savesFiles } from '../host/save-files.ts';
import { UsageError } from '../host/usage-error.ts';
import type { RunResult } from '../run/engine.ts';
import type { RunStatus } from '../run/events.ts';
import type { ImportedWorkflow } from '../workflow/import/importer.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { engineSettings, type LoraValues, type RunValues } from './options.ts';
import { prepareForPlace } from './prepare-run.ts';
import { printMessage } from './print.ts';
import { chooseReporter } from './report/choose.ts';
import { titlesOf } from './report/reporter.ts';
import { OUT, saverOf, saveTargets } from './save-targets.ts';
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
    const place = outputPlace(values.out ?? OUT);
    const { workflow, options } = prepareForPlace(imported, values, place, engine.registry);
    const plan = engine.plan(workflow, options);
    const texts = values['comfyui-metadata']
      ? comfyTexts(workflow, { registry: engine.registry, where: '--comfyui-metadata' })
      : undefined;
    for (const { message } of imported.issues) printMessage(message);
    for (const issue of plan.issues) printMessage(`Left out: ${renderIssue(issue)}`);
    const saves = plan.targets.some((target) => savesFiles(plan, target));
    if (saves) await checkOutputFolder(place.folder);
    const reporter = chooseReporter(values, titlesOf(plan));
    const naming = saves && !values['no-metadata'] ? composed.hashes : NO_HASHES;
    const reading = naming.begin(plan, (progress) => reporter.reading(progress));
    const saving = saveTargets({
      folder: saverOf(place, () => ({ workflow, plan, registry: engine.registry })),
      plan,
      workflow,
      registry: engine.registry,
      reading,
      signal: interrupt.signal,
      texts,
      reporter,
      hasMetadata: values['no-metadata'] !== true,
      prints: values.json !== true,
    });
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
      onTarget: saving.onTarget,
    });
    warnOfOtherModels(imported, result);
    const { files, unsaved } = saving;
    const status = unsaved.length > 0 ? 'failed' : result.status;
    const failures = [...result.failures, ...unsaved];
    reporter.finished({ status, seconds: result.seconds, failures, files, refused: result.refused });
    return result.refused ? EXIT.usage : EXIT_OF[status];
  } finally {
    await composed.close();
    endWatch();
  }
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
