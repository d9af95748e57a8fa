/** `inkloom batch prompts.jsonl -o out`: makes a picture for every row of a table, and goes on where it was ended. */
import { dirname } from 'node:path';
import { inputFiles } from '../../../nodes/services/input-files.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { runBatch } from '../../host/batch/batch.ts';
import type { BatchDesign } from '../../host/batch/items.ts';
import type { Layout } from '../../host/batch/layouts/layout.ts';
import { layoutNamed, LAYOUTS } from '../../host/batch/layouts/registry.ts';
import { LocalPerformer } from '../../host/batch/local-performer.ts';
import { outputPlace } from '../../host/batch/names/output-place.ts';
import { type NameTemplate, parseTemplate } from '../../host/batch/names/template.ts';
import { RemotePerformer } from '../../host/batch/remote-performer.ts';
import type { Performer } from '../../host/batch/performer.ts';
import { withFormat } from '../../host/batch/picture-format.ts';
import { openTable, type Table } from '../../host/batch/rows/table.ts';
import { ONE_SEED, seedSettable, seedsOption } from '../../host/batch/values/seeds.ts';
import { compose } from '../../host/compose.ts';
import { readLora, withLoras } from '../../host/image/loras.ts';
import { openWorkflow } from '../../host/open-workflow.ts';
import { inputFolders } from '../../host/places.ts';
import { UsageError } from '../../host/usage-error.ts';
import { workflowFile } from '../../host/workflow-file.ts';
import type { ImportedWorkflow } from '../../workflow/import/importer.ts';
import { BATCH_OPTIONS, batchHelp, type BatchValues } from '../batch/batch-options.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { engineSettings, onlyArgument, readArguments } from '../options.ts';
import { chosenSettings, pictureOptions, workflowOfPrompt } from '../picture-options.ts';
import { prepareRun, type PreparedRun } from '../prepare-run.ts';
import { print, printMessage } from '../print.ts';
import { remotePlace, sayWaiting } from '../remote/remote.ts';
import { batchReporter, processOutput } from '../report/batch-report.ts';
import { withFileTexts } from '../set-values.ts';
import { settledSettings } from '../settled-settings.ts';
import { onStopSignal } from '../stop-signal.ts';

const EXIT_OF = { done: EXIT.done, failed: EXIT.failed, cancelled: EXIT.interrupted } as const;
const EXPECTED = 'Expected one table of prompts: inkloom batch prompts.jsonl -o out, or - for standard input';
const NOT_RANDOM = 'a batch that is started again would make every picture again. Give a number, or --seeds N';
const OUT = 'out';
const AT_ONCE = 2;
const MOST_AT_ONCE = 64;

export async function batch(args: readonly string[]): Promise<ExitCode> {
  const { names, table: options } = await pictureOptions();
  const { values, positionals } = readArguments(args, { ...options, ...BATCH_OPTIONS });
  const set = await withFileTexts(values.set ?? []);
  if ([...set, ...chosenSettings(values, names)].includes('seed=random'))
    throw new UsageError(`--seed random: ${NOT_RANDOM}`);
  if (values.help) return print(batchHelp(names, LAYOUTS));
  const given = onlyArgument(positionals, EXPECTED);
  const layout = values.layout === undefined ? undefined : layoutNamed(values.layout);
  const table = await tableOf(given, layout, values.format);
  try {
    return await runTable(table, layout, { ...values, set, pictureNames: names });
  } finally {
    await table.close();
  }
}

type Values = BatchValues & { readonly pictureNames: readonly string[] };

async function runTable(table: Table, layout: Layout | undefined, values: Values): Promise<ExitCode> {
  const { folder, template } = placeOf(values.out ?? OUT, layout);
  const atOnce = readAtOnce(values['at-once']);
  const inputs = [...new Set([table.folder, ...inputFolders(values.input ?? [])])];
  const reporter = batchReporter(values, { table: table.name, folder }, processOutput(printMessage));
  const interrupt = new AbortController();
  const endWatch = onStopSignal(() => interrupt.abort(new Error('interrupted')));
  const { performer, registry } = await openPlace(values, inputs);
  try {
    const design = await designOf({ table, layout, template, inputs }, values, registry);
    await runBatch({
      design,
      folder,
      performer,
      atOnce,
      signal: interrupt.signal,
      onStart: (survey) => reporter.started(survey),
      onEvent: (event) => reporter.event(event),
    });
    return EXIT_OF[reporter.finished(false)];
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return EXIT_OF[reporter.finished(true)];
  } finally {
    await performer.close();
    endWatch();
  }
}

interface Place {
  readonly performer: Performer;
  readonly registry: NodeRegistry;
}

/** Where the pictures are made. */
async function openPlace(values: Values, inputs: readonly string[]): Promise<Place> {
  const remote = await remotePlace(values, inputs);
  if (remote) return { performer: new RemotePerformer(remote, sayWaiting), registry: remote.registry };
  const composed = await compose(settledSettings(engineSettings(values)), printMessage, inputs);
  return { performer: new LocalPerformer(composed, !values['no-metadata']), registry: composed.engine.registry };
}

interface Given {
  readonly table: Table;
  readonly layout: Layout | undefined;
  readonly template: NameTemplate | undefined;
  readonly inputs: readonly string[];
}

async function designOf(given: Given, values: Values, registry: NodeRegistry): Promise<Omit<BatchDesign, 'date'>> {
  const { table, layout, inputs } = given;
  const { workflow, options } = await workflowOf(values, layout, registry);
  const hasSeed = seedSettable(workflow, registry) !== undefined;
  if (values.seeds !== undefined && !hasSeed)
    throw new UsageError('--seeds: the workflow has no seed to set. Give it a parameter called "seed"');
  const template = given.template ?? parseTemplate(hasSeed ? '{index:05}-{seed}' : '{index:05}');
  const samples = layout ? ({ kind: 'count', count: layout.samples } as const) : ONE_SEED;
  const files = inputFiles(inputs);
  const hasPrompt = values.workflow !== undefined || (values.set ?? []).some((text) => text.startsWith('prompt='));
  return {
    table: table.name,
    rows: table.rows,
    workflow: withFormat(workflow, layout?.grid ? 'png' : template.extension, registry),
    registry,
    template,
    seeds: values.seeds === undefined ? samples : seedsOption(values.seeds),
    targets: options.targets,
    required: hasPrompt ? [] : ['prompt'],
    layout,
    findInput: (name) =>
      files.find(name).catch((error: unknown) => {
        throw new RangeError((error as Error).message, { cause: error });
      }),
  };
}

/** The workflow of the batch with the settings of the command line. */
async function workflowOf(values: Values, layout: Layout | undefined, registry: NodeRegistry): Promise<PreparedRun> {
  const named = values.workflow ?? (layout?.workflow === 'edit' ? layout.workflow : undefined);
  const only = values.only ? { only: values.only } : {};
  if (named === undefined) {
    const { workflow, settings } = await workflowOfPrompt('', values, values.pictureNames);
    return prepareRun({ workflow, issues: [] }, { set: [...settings], ...only }, registry);
  }
  const imported = await openWorkflow(workflowFile(named));
  for (const { message } of imported.issues) printMessage(message);
  const { model } = values as { readonly model?: string };
  const chosen = [...(model === undefined ? [] : [`model=${model}`]), ...chosenSettings(values, values.pictureNames)];
  const set = [...chosen, ...(values.set ?? [])];
  return prepareRun(withOwnLoras(imported, values.lora), { ...(set.length > 0 ? { set } : {}), ...only }, registry);
}

function withOwnLoras(imported: ImportedWorkflow, loras: readonly string[] = []): ImportedWorkflow {
  return { ...imported, workflow: withLoras(imported.workflow, loras.map(readLora)) };
}

function tableOf(given: string, layout: Layout | undefined, format: string | undefined): Promise<Table> {
  if (!layout?.rows) return openTable(given, format);
  return Promise.resolve({ name: given, folder: dirname(given), rows: layout.rows(given), close: async () => {} });
}

function placeOf(out: string, layout: Layout | undefined): ReturnType<typeof outputPlace> {
  const place = outputPlace(out);
  if (!layout) return place;
  if (place.template) throw new UsageError(`--out ${out}: --layout names the files. Give --out a folder`);
  return { folder: place.folder, template: parseTemplate(layout.template) };
}

function readAtOnce(text = String(AT_ONCE)): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= MOST_AT_ONCE) return number;
  throw new UsageError(`--at-once: expected a whole number from 1 to ${MOST_AT_ONCE}, got "${text}"`);
}
