/**
 * A note beside the database of how long its log was after the last commit. A log that was cut looks to SQLite like one
 * that was never longer. The note is not synced: it only ever says too little.
 */
import { closeSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const markSchema = z.object({ checkpoint: z.number(), bytes: z.number(), time: z.number() });

export type WalMark = z.infer<typeof markSchema>;

const pathOf = (file: string): string => `${file}-mark`;

/** Called after every commit; must be cheap. A note that cannot be written is left out. */
export function writeMark(file: string): void {
  try {
    const log = `${file}-wal`;
    const { size: bytes } = statSync(log);
    const header = Buffer.alloc(16);
    const handle = openSync(log, 'r');
    try {
      readSync(handle, header, 0, header.length, 0);
    } finally {
      closeSync(handle);
    }
    const mark: WalMark = { checkpoint: header.readUInt32BE(12), bytes, time: Date.now() };
    writeFileSync(pathOf(file), JSON.stringify(mark));
  } catch {}
}

export function readMark(file: string): WalMark | undefined {
  try {
    return markSchema.parse(JSON.parse(readFileSync(pathOf(file), 'utf8')));
  } catch {
    return undefined;
  }
}

export function removeMark(file: string): void {
  try {
    rmSync(pathOf(file), { force: true });
  } catch {}
}
