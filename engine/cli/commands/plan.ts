/** `inkloom plan workflow.json`: what a run would compute and reuse, and how long it would take. Runs nothing. */
import { compose } from '../../host/compose.ts';
import { openWorkflow } from '../../host/open-workflow.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import type { ImportedWorkflow } from '../../workflow/import/importer.ts';
import type { ExitCode } from '../exit.ts';
import { engineSettings, onlyArgument, readRunArguments, RUN_OPTIONS, type RunValues } from '../options.ts';
import { prepareRun } from '../prepare-run.ts';
import { print, printMessage } from '../print.ts';
import { settledSettings } from '../settled-settings.ts';
import { forecastLines } from '../report/explain-text.ts';
import { titlesOf } from '../report/reporter.ts';

const HELP = `Usage: inkloom plan WORKFLOW [options]

Says what inkloom run would do with the same options:
  which nodes it would compute, and why
  which results it would reuse
  how long it would take, from the work there is and the speed of past runs here

Computes nothing.

  --set name=value, --only NODE, --models FOLDER, --cache FOLDER, --json: as for inkloom run`;

export async function plan(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readRunArguments(args, RUN_OPTIONS);
  if (values.help) return print(HELP);
  const given = onlyArgument(positionals, 'Expected one workflow: inkloom plan WORKFLOW');
  return print(await forecastText(await openWorkflow(workflowFile(given)), values));
}

async function forecastText(imported: ImportedWorkflow, values: RunValues): Promise<string> {
  const composed = await compose(settledSettings(engineSettings(values)), printMessage);
  try {
    const { engine } = composed;
    const { workflow, options } = prepareRun(imported, values, engine.registry);
    const forecast = await engine.forecast(workflow, { ...options, scope: workflow.name });
    if (values.json) return JSON.stringify(forecast);
    return forecastLines(forecast, titlesOf(engine.plan(workflow, options))).join('\n');
  } finally {
    await composed.close();
  }
}
