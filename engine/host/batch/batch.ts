/** A whole batch: reads the table, checks the names, makes what is missing, and keeps the manifest. */
import { planGraph } from '../../graph/plan.ts';
import { makeFolder, removeUnfinished } from '../../files/write-file.ts';
import { checkOutputFolder } from '../output-folder.ts';
import { type BatchEvent, carryOut } from './carry-out.ts';
import { type BatchDesign, batchItems } from './items.ts';
import { dayOf } from './names/day.ts';
import { Manifest } from './manifest/manifest.ts';
import type { Performer } from './performer.ts';
import { type Survey, surveyBatch } from './survey.ts';

export interface BatchRequest {
  readonly design: Omit<BatchDesign, 'date'>;
  /** Of the files. */
  readonly folder: string;
  readonly performer: Performer;
  /** Pictures under way at a time, 1 or more. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  /** Called once, before the first picture. */
  readonly onStart: (survey: Survey) => void;
  readonly onEvent: (event: BatchEvent) => void;
}

/** Age at which an unfinished file belongs to no living batch, in milliseconds: files are written in a moment. */
const ABANDONED = 60_000;

/**
 * Makes the pictures of a batch that are not there, and those whose values, workflow or models have changed. Can be
 * ended at any time, also by a kill, and started again.
 * @throws UsageError, WorkflowError or GraphError before anything is made; then as {@link carryOut}.
 */
export async function runBatch(request: BatchRequest): Promise<void> {
  const { folder, performer, onStart, onEvent, atOnce, signal } = request;
  const manifest = await Manifest.open(folder);
  try {
    const design = { ...request.design, date: dayOf(manifest.started) };
    const survey = await surveyBatch(design);
    await checkFirst(design);
    await checkOutputFolder(folder);
    await makeFolder(folder);
    await removeUnfinished(folder, ABANDONED);
    onStart(survey);
    const { extension } = design.template;
    await carryOut(batchItems(design), { folder, extension, manifest, performer, atOnce, signal, onEvent });
  } finally {
    await manifest.close();
  }
}

/** A workflow that cannot run is refused as a whole. @throws GraphError */
async function checkFirst(design: BatchDesign): Promise<void> {
  const { targets, registry } = design;
  for await (const item of batchItems(design)) {
    if (item.kind === 'bad') continue;
    const jobs = await item.jobs().catch((error: unknown) => {
      // A picture that is not there fails its own row.
      if (error instanceof Error) return [];
      throw error;
    });
    const [first] = jobs;
    if (!first) continue;
    planGraph(first.workflow, registry, targets ? { targets } : {});
    return;
  }
}
