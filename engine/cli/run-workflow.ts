/** Runs or plans a workflow for a command: composes the engine, reports, saves the files, gives the exit code. */
import type { Workflow } from '../workflow/schema.ts';
import { applySettings, checkParameters } from '../workflow/settings.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import { compose, type ComposeValues } from './compose.ts';
import { EXIT } from './exit.ts';
import { registry } from './registry.ts';
import { forecastLines } from './report/explain-text.ts';
import { jsonReporter } from './report/json.ts';
import { plainReporter } from './report/plain.ts';
import { quietReporter } from './report/quiet.ts';
import type { Reporter, Titles } from './report/reporter.ts';
import { terminalReporter } from './report/terminal.ts';
import { filesOfRun, saveNumbered } from './save-files.ts';

export interface RunCommandValues extends ComposeValues {
  readonly set?: string[];
  readonly only?: string[];
  readonly out?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * @returns the exit code.
 * @throws UsageError, WorkflowError or GraphError before anything runs.
 */
export async function runWorkflow(workflow: Workflow, values: RunCommandValues): Promise<number> {
  const graph = settle(workflow, values);
  const composed = compose(values, sayError);
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new Error('interrupted'));
  process.once('SIGINT', onInterrupt);
  try {
    const reporter: Reporter = chooseReporter(values, titlesOf(workflow));
    const result = await composed.engine.run(graph, {
      ...targetsOf(values),
      scope: workflow.name,
      forecast: values.explain === true,
      signal: interrupt.signal,
      onEvent: (event) => reporter.event(event),
    });
    const files: string[] = [];
    for (const { node, file } of filesOfRun(result, graph.nodes, registry)) {
      const path = await saveNumbered(values.out ?? 'out', file);
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
export async function planWorkflow(workflow: Workflow, values: RunCommandValues): Promise<number> {
  const graph = settle(workflow, values);
  const composed = compose(values, sayError);
  try {
    const forecast = await composed.engine.forecast(graph, { ...targetsOf(values), scope: workflow.name });
    process.stdout.write(`${values.json ? JSON.stringify(forecast) : forecastLines(forecast, titlesOf(workflow)).join('\n')}\n`);
    return EXIT.done;
  } finally {
    await composed.close();
  }
}

/** The workflow with its settings applied. */
function settle(workflow: Workflow, { set = [] }: RunCommandValues): Workflow {
  const wrong = checkParameters(workflow, registry);
  if (wrong.length > 0) throw new WorkflowError(workflow.name, wrong);
  return applySettings(workflow, set, registry);
}

function targetsOf({ only }: RunCommandValues): { targets?: readonly string[] } {
  return only === undefined ? {} : { targets: only };
}

function sayError(message: string): void {
  process.stderr.write(`${message}\n`);
}

function chooseReporter({ json, quiet, explain = false }: RunCommandValues, titles: Titles): Reporter {
  if (json) return jsonReporter((line) => process.stdout.write(`${line}\n`));
  const { stderr } = process;
  if (quiet) return quietReporter(sayError, titles);
  if (stderr.isTTY && !explain) return terminalReporter({ write: (text) => stderr.write(text), columns: stderr.columns }, titles);
  return plainReporter(sayError, titles, { explain });
}

function titlesOf({ nodes }: Workflow): Titles {
  return (id) => nodes[id]?.title ?? registry.get(nodes[id]?.type ?? '')?.title ?? id;
}
