/** Batches without models: a performer that draws a plain picture, or fails for a prompt of its choice. */
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { runBatch } from '../../../engine/host/batch/batch.ts';
import type { BatchEvent } from '../../../engine/host/batch/carry-out.ts';
import type { BatchDesign } from '../../../engine/host/batch/items.ts';
import { parseTemplate } from '../../../engine/host/batch/names/template.ts';
import { type Performer, PictureError, type PictureJob } from '../../../engine/host/batch/performer.ts';
import { openTable } from '../../../engine/host/batch/rows/table.ts';
import type { RowEntry, RowReader } from '../../../engine/host/batch/rows/row.ts';
import { loadWorkflow } from '../../../engine/host/open-workflow.ts';
import { workflowFile } from '../../../engine/host/workflow-file.ts';
import { standardNodes } from '../../../nodes/index.ts';

export const registry = new NodeRegistry(standardNodes);
export const textToImage = await loadWorkflow(workflowFile('text-to-image'));

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-batch-test-'));

/** Writes a file in a folder of its own. @returns its path. */
export async function fileOf(name: string, content: string | Uint8Array, folder?: string): Promise<string> {
  const path = join(folder ?? (await newFolder()), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

export async function rowsOf(name: string, content: string): Promise<RowEntry[]> {
  return allOf((await openTable(await fileOf(name, content))).rows());
}

/** Rows of values, on the lines 1, 2, ... */
export function rows(...values: readonly Readonly<Record<string, unknown>>[]): RowReader {
  return async function* read() {
    for (const [index, each] of values.entries()) yield { kind: 'row', index, line: index + 1, values: each };
  };
}

export function designOf(change: Partial<Omit<BatchDesign, 'date'>>): Omit<BatchDesign, 'date'> {
  return {
    table: 'table.jsonl',
    rows: rows(),
    workflow: textToImage,
    registry,
    template: parseTemplate('{index:05}-{seed}'),
    seeds: { kind: 'count', count: 1 },
    targets: undefined,
    required: ['prompt'],
    layout: undefined,
    findInput: (name) => Promise.resolve(`/pictures/${name}`),
    ...change,
  };
}

/** The seed that a job's workflow was given. */
export const seedOf = ({ workflow }: PictureJob): string =>
  JSON.stringify(workflow.nodes['denoise']?.inputs?.['seed']).replaceAll('"', '');

export class DrawingPerformer implements Performer {
  readonly made: PictureJob[] = [];
  /** What {@link identify} says, as if models changed. */
  outside = 'models';
  /** Prompts whose picture fails. */
  failing: readonly string[] = [];
  /** Called in the middle of each picture. */
  during: (job: PictureJob) => Promise<void> = () => Promise.resolve();
  atOnce = 0;
  mostAtOnce = 0;

  identify(): Promise<string> {
    return Promise.resolve(this.outside);
  }

  async perform(job: PictureJob, signal: AbortSignal) {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      await this.during(job);
      signal.throwIfAborted();
      if (this.failing.includes(String(job.values['prompt']))) throw new PictureError('out of ink');
      this.made.push(job);
      return { files: [await drawn(Number(seedOf(job)))], seconds: 1, cached: false };
    } finally {
      this.atOnce -= 1;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A picture of 8 x 8 pixels whose red is a number. */
async function drawn(red: number) {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: red, g: 0, b: 0 } } });
  const data = new Uint8Array(await picture.png().toBuffer());
  return { node: 'save', data, extension: 'png', mediaType: 'image/png' };
}

interface Given {
  readonly design: Omit<BatchDesign, 'date'>;
  readonly performer: DrawingPerformer;
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** Runs a batch. @returns its folder, and how many were made, skipped and failed. */
export async function run({ design, performer, folder: at, signal = new AbortController().signal }: Given) {
  const folder = at ?? join(await newFolder(), 'out');
  const events: BatchEvent[] = [];
  const onEvent = (event: BatchEvent): void => void events.push(event);
  await runBatch({ design, folder, performer, atOnce: 2, signal, onStart: () => {}, onEvent });
  const count = (type: BatchEvent['type']): number => events.filter((event) => event.type === type).length;
  return { folder, events, made: count('made'), skipped: count('skipped'), failed: count('failed') };
}

/** Files below a folder besides the manifest, with slashes, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.jsonl')
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}

export async function manifestOf(folder: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'manifest.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export async function allOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
