/** Runs or plans a workflow for a command: composes the engine, reports, saves the files, gives the exit code. */
import type { Plan, PlanOptions } from '../graph/plan.ts';
import { renderIssue } from '../graph/render-issue.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { RunResult } from '../run/engine.ts';
import type { ImportedWorkflow } from '../workflow/import/importer.ts';
import { isPicture, provenanceOf, withProvenance } from '../workflow/picture/provenance.ts';
import type { Workflow } from '../workflow/schema.ts';
import { applyLists, applySettings, checkParameters } from '../workflow/settings.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import { compose } from '../host/compose.ts';
import { EXIT } from './exit.ts';
import { engineSettings, type RUN_OPTIONS, type ValuesOf } from './options.ts';
import { packageVersion } from '../host/places.ts';
import { chooseReporter } from './report/choose.ts';
import { forecastLines } from './report/explain-text.ts';
import type { Titles } from './report/reporter.ts';
import { filesOfRun, saveNumbered } from '../host/save-files.ts';
import { UsageError } from '../host/usage-error.ts';

export type RunCommandValues = ValuesOf<typeof RUN_OPTIONS>;

/**
 * @returns the exit code.
 * @throws UsageError, WorkflowError or GraphError before anything runs.
 */
export async function runWorkflow(loaded: ImportedWorkflow, values: RunCommandValues): Promise<number> {
  const composed = await compose(engineSettings(values), sayError);
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new Error('interrupted'));
  process.once('SIGINT', onInterrupt);
  try {
    const workflow = settle(loaded.workflow, values, composed.engine.registry);
    const targets = targetsOf(values, loaded);
    const plan = composed.engine.plan(workflow, targets);
    for (const issue of plan.issues) sayError(`Left out: ${renderIssue(issue)}`);
    const reporter = chooseReporter(values, titlesOf(plan));
    const result = await composed.engine.run(workflow, {
      ...targets,
      scope: workflow.name,
      forecast: values.explain === true,
      verify: shareOf(values['verify-cache']),
      signal: interrupt.signal,
      onEvent: (event) => reporter.event(event),
    });
    warnOfOtherModels(loaded, result);
    const files: string[] = [];
    for (const { node, file } of filesOfRun(result)) {
      const provenance =
        values['no-metadata'] || !isPicture(file.data)
          ? undefined
          : provenanceOf(plan, node, { version: packageVersion(), workflow }, result.fingerprints);
      const path = await saveNumbered(
        values.out ?? 'out',
        provenance ? { ...file, data: withProvenance(file.data, provenance) } : file,
      );
      files.push(path);
      reporter.saved(node, path);
    }
    const { status, seconds, failures } = result;
    reporter.finished({ status, seconds, failures, files });
    if (!values.json) for (const path of files) process.stdout.write(`${path}\n`);
    return status === 'done' ? EXIT.done : status === 'failed' ? EXIT.failed : EXIT.interrupted;
  } finally {
    process.off('SIGINT', onInterrupt);
    await composed.close();
  }
}

/** Says what {@link runWorkflow} would do. */
export async function planWorkflow(loaded: ImportedWorkflow, values: RunCommandValues): Promise<number> {
  const composed = await compose(engineSettings(values), sayError);
  try {
    const workflow = settle(loaded.workflow, values, composed.engine.registry);
    const targets = targetsOf(values, loaded);
    const forecast = await composed.engine.forecast(workflow, { ...targets, scope: workflow.name });
    const text = values.json
      ? JSON.stringify(forecast)
      : forecastLines(forecast, titlesOf(composed.engine.plan(workflow, targets))).join('\n');
    process.stdout.write(`${text}\n`);
    return EXIT.done;
  } finally {
    await composed.close();
  }
}

/** The workflow with its settings applied. */
function settle(workflow: Workflow, { set = [], each = [] }: RunCommandValues, registry: NodeRegistry): Workflow {
  const wrong = checkParameters(workflow, registry);
  if (wrong.length > 0) throw new WorkflowError(workflow.name, wrong);
  return applyLists(applySettings(workflow, set, registry), each, registry);
}

function shareOf(text = '0'): number {
  const share = text.trim() === '' ? Number.NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`--verify-cache: expected a number from 0 to 1, got "${text}"`);
}

/** What to compute: the nodes asked for, or of a picture the node that made it. */
function targetsOf({ only, each, partial = false }: RunCommandValues, { provenance }: ImportedWorkflow): PlanOptions {
  const targets = only ?? (provenance?.output !== undefined && !each ? [provenance.output] : undefined);
  return { partial, ...(targets ? { targets } : {}) };
}

function warnOfOtherModels({ provenance }: ImportedWorkflow, { fingerprints }: RunResult): void {
  for (const [node, digest] of Object.entries(provenance?.models ?? {})) {
    if (fingerprints[node] !== undefined && fingerprints[node] !== digest)
      sayError(`Node "${node}": the model is not the one the picture was made with, so the picture will differ.`);
  }
}

function sayError(message: string): void {
  process.stderr.write(`${message}\n`);
}

function titlesOf({ nodes }: Plan): Titles {
  return (id) => nodes.get(id)?.title ?? id;
}
