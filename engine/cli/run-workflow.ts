/** Runs a workflow for a command: composes the engine, reports, saves the files, gives the exit code. */
import { applySettings, checkParameters } from '../workflow/settings.ts';
import type { Workflow } from '../workflow/schema.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import { compose, type ComposeValues } from './compose.ts';
import { EXIT } from './exit.ts';
import { registry } from './registry.ts';
import { jsonReporter } from './report/json.ts';
import { plainReporter } from './report/plain.ts';
import { quietReporter } from './report/quiet.ts';
import type { Reporter, Titles } from './report/reporter.ts';
import { terminalReporter } from './report/terminal.ts';
import { filesOfRun, saveNumbered } from './save-files.ts';

export interface RunCommandValues extends ComposeValues {
  readonly set?: string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * @returns the exit code.
 * @throws UsageError, WorkflowError or GraphError before anything runs.
 */
export async function runWorkflow(workflow: Workflow, values: RunCommandValues): Promise<number> {
  const wrong = checkParameters(workflow, registry);
  if (wrong.length > 0) throw new WorkflowError(workflow.name, wrong);
  const graph = applySettings(workflow, values.set ?? [], registry);
  const composed = compose(values, (message) => void process.stderr.write(`${message}\n`));
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new Error('interrupted'));
  process.once('SIGINT', onInterrupt);
  try {
    const reporter: Reporter = chooseReporter(values, titlesOf(workflow));
    const result = await composed.engine.run(graph, { signal: interrupt.signal, onEvent: (event) => reporter.event(event) });
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

function chooseReporter({ json, quiet }: RunCommandValues, titles: Titles): Reporter {
  if (json) return jsonReporter((line) => process.stdout.write(`${line}\n`));
  const { stderr } = process;
  if (quiet) return quietReporter((line) => stderr.write(`${line}\n`), titles);
  if (stderr.isTTY) return terminalReporter({ write: (text) => stderr.write(text), columns: stderr.columns }, titles);
  return plainReporter((line) => stderr.write(`${line}\n`), titles);
}

function titlesOf({ nodes }: Workflow): Titles {
  return (id) => nodes[id]?.title ?? registry.get(nodes[id]?.type ?? '')?.title ?? id;
}
