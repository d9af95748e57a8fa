/** Runs a workflow for a command: composes the engine, reports, saves the files, gives the exit code. */
import { join } from 'node:path';
import { standardServices } from '../../nodes/services/standard.ts';
import { Engine } from '../run/engine.ts';
import { applySettings, checkParameters } from '../workflow/settings.ts';
import type { Workflow } from '../workflow/schema.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import { EXIT } from './exit.ts';
import { inferenceOptions } from './options.ts';
import { cacheFolder, modelFolders } from './places.ts';
import { registry } from './registry.ts';
import { jsonReporter } from './report/json.ts';
import { plainReporter } from './report/plain.ts';
import { quietReporter } from './report/quiet.ts';
import type { Reporter, Titles } from './report/reporter.ts';
import { terminalReporter } from './report/terminal.ts';
import { filesOfRun, saveNumbered } from './save-files.ts';

export interface RunCommandValues {
  readonly set?: string[];
  readonly out?: string;
  readonly models?: string[];
  readonly memory?: string;
  readonly precision?: string;
  readonly threads?: string;
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
  const standard = standardServices({
    modelFolders: modelFolders(values.models ?? []),
    inference: inferenceOptions(values),
    digestFile: join(cacheFolder(), 'file-digests.json'),
  });
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new Error('interrupted'));
  process.once('SIGINT', onInterrupt);
  try {
    const engine = new Engine({ registry, services: standard.services });
    const reporter: Reporter = chooseReporter(values, titlesOf(workflow));
    const result = await engine.run(graph, { signal: interrupt.signal, onEvent: (event) => reporter.event(event) });
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
    await standard.close();
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
