/** Speeds that were measured, by kind of work, in memory and in a file for the next process. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { predictSeconds, type SpeedSample } from './predict.ts';

/** Latest samples kept of one size, and of one kind in all. */
const KEPT = { ofSize: 10, ofKind: 60 } as const;
/** Kinds kept in the file, those used last. */
const KINDS = 500;
/** Milliseconds from a measurement to the file: a killed process loses no more. */
const SOON = 5000;

const VERSION = 1;
const pair = z.tuple([z.number().positive(), z.number().positive()]);
const fileSchema = z.object({ version: z.literal(VERSION), kinds: z.record(z.string(), z.array(pair)) });

export class SpeedBook {
  readonly #file: string | undefined;
  #kinds: Promise<Map<string, readonly SpeedSample[]>> | undefined;
  readonly #changed = new Set<string>();
  #saving: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param file JSON; default: speeds are kept in memory only. A damaged file counts as none. */
  constructor(file?: string) {
    this.#file = file;
  }

  /** @param kind of work whose speed is the same: operation, model, precision, device and machine. */
  async add(kind: string, sample: SpeedSample): Promise<void> {
    if (!(sample.amount > 0 && sample.seconds > 0)) return;
    const kinds = await this.#all();
    const known = kinds.get(kind) ?? [];
    kinds.delete(kind);
    kinds.set(kind, latest([...known, sample]));
    this.#changed.add(kind);
    this.#timer ??= setTimeout(() => void this.close(), SOON).unref();
  }

  /** @returns undefined for a kind that was never measured. */
  async predict(kind: string, amount: number): Promise<number | undefined> {
    return predictSeconds((await this.#all()).get(kind) ?? [], amount);
  }

  /** Saves what is not saved yet. A book that cannot be saved costs a measurement in the next process. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#save()).catch(() => {});
    await this.#saving;
  }

  #all(): Promise<Map<string, readonly SpeedSample[]>> {
    return (this.#kinds ??= this.#read());
  }

  async #read(): Promise<Map<string, readonly SpeedSample[]>> {
    if (this.#file === undefined) return new Map();
    try {
      const { kinds } = fileSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
      return new Map(
        Object.entries(kinds).map(([kind, pairs]) => [
          kind,
          pairs.map(([amount, seconds]): SpeedSample => ({ amount, seconds })),
        ]),
      );
    } catch {
      return new Map();
    }
  }

  /** Takes the place of the kinds that were measured here; others are as other processes saved them. */
  async #save(): Promise<void> {
    if (this.#file === undefined || this.#changed.size === 0) return;
    const own = await this.#all();
    const all = await this.#read();
    for (const kind of this.#changed) {
      all.delete(kind);
      all.set(kind, own.get(kind) ?? []);
    }
    this.#changed.clear();
    const kinds = Object.fromEntries(
      [...all].slice(-KINDS).map(([kind, samples]) => [kind, samples.map(({ amount, seconds }) => [amount, seconds])]),
    );
    const temporary = `${this.#file}.${randomUUID()}`;
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(temporary, `${JSON.stringify({ version: VERSION, kinds }, null, 1)}\n`);
      await rename(temporary, this.#file);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Samples that are kept: a long run of one size leaves those of other sizes. */
function latest(samples: readonly SpeedSample[]): readonly SpeedSample[] {
  const counts = new Map<number, number>();
  const kept = samples.toReversed().filter(({ amount }) => {
    const count = (counts.get(amount) ?? 0) + 1;
    counts.set(amount, count);
    return count <= KEPT.ofSize;
  });
  return kept.slice(0, KEPT.ofKind).toReversed();
}
