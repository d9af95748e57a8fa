/**
 * Remembered digests, in memory and in a JSON file. Each record carries a checksum over itself and the identity it
 * belongs to: a damaged record counts as absent, and its file is read again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

export interface DigestRecord {
  /** Of its content, hexadecimal: see content-digest.ts. */
  readonly digest: string;
  /** Digest of the blocks that are compared when the record is used; see file-identity.ts. */
  readonly spots: string;
}

/** 3: a large file has the digest of a part of its content. */
const VERSION = 3;

const storedSchema = z.object({ digest: z.string(), spots: z.string(), sum: z.string() });
const fileSchema = z.object({ version: z.literal(VERSION), records: z.record(z.string(), z.unknown()) });

/** Attempts to save what could not be saved before, when the process ends. */
const ATTEMPTS = 5;
/** Milliseconds between them. */
const PAUSE = 20;
/** Records kept in the file, the latest. */
const MOST = 10_000;

export class DigestMemo {
  readonly #file: string | undefined;
  /** By identity of the file. */
  #known: Promise<Map<string, DigestRecord>> | undefined;
  /** Records that are not saved yet. */
  #fresh = new Map<string, DigestRecord>();
  #saving: Promise<void> = Promise.resolve();

  /** @param file default: in memory only. */
  constructor(file?: string) {
    this.#file = file;
  }

  async get(identity: string): Promise<DigestRecord | undefined> {
    return (await this.#load()).get(identity);
  }

  /** Remembers at once, and saves soon. A record that cannot be saved costs a reading in the next process. */
  async set(identity: string, record: DigestRecord): Promise<void> {
    (await this.#load()).set(identity, record);
    this.#fresh.set(identity, record);
    this.#saving = this.#saving.then(() => this.#save()).catch(() => {});
  }

  /** Resolves when all records are saved, or cannot be. */
  async saved(): Promise<void> {
    await this.#saving;
    for (let attempt = 0; this.#fresh.size > 0 && attempt < ATTEMPTS; attempt++) {
      await this.#save().catch(() => setTimeout(PAUSE));
    }
  }

  #load(): Promise<Map<string, DigestRecord>> {
    return (this.#known ??= this.#read());
  }

  async #read(): Promise<Map<string, DigestRecord>> {
    if (this.#file === undefined) return new Map();
    try {
      return soundRecords(await readFile(this.#file, 'utf8'));
    } catch {
      return new Map();
    }
  }

  /**
   * Adds to what other processes saved meanwhile. Of two that save at the same moment, one loses its records; on
   * Windows the file cannot be replaced while another process reads it, and the records wait for the next time.
   */
  async #save(): Promise<void> {
    if (this.#fresh.size === 0) return;
    const fresh = this.#fresh;
    this.#fresh = new Map();
    try {
      await this.#write(fresh);
    } catch (error) {
      this.#fresh = new Map([...fresh, ...this.#fresh]);
      throw error;
    }
  }

  async #write(fresh: ReadonlyMap<string, DigestRecord>): Promise<void> {
    if (this.#file === undefined) return;
    const all = [...(await this.#read()), ...fresh].slice(-MOST);
    const records = Object.fromEntries(
      all.map(([identity, record]) => [identity, { ...record, sum: checksum(identity, record) }]),
    );
    const temporary = `${this.#file}.${randomUUID()}`;
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(temporary, `${JSON.stringify({ version: VERSION, records }, null, 1)}\n`);
      await rename(temporary, this.#file);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

function soundRecords(text: string): Map<string, DigestRecord> {
  const sound = new Map<string, DigestRecord>();
  for (const [identity, stored] of Object.entries(fileSchema.parse(JSON.parse(text)).records)) {
    const { success, data } = storedSchema.safeParse(stored);
    if (!success || data.sum !== checksum(identity, data)) continue;
    sound.set(identity, { digest: data.digest, spots: data.spots });
  }
  return sound;
}

function checksum(identity: string, { digest, spots }: DigestRecord): string {
  return createHash('sha256').update(`${identity}\n${digest}\n${spots}`).digest('hex').slice(0, 32);
}
