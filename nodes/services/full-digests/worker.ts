/**
 * The thread that digests files as a whole: it reads one after the other, and gives way to everything else. On Linux a
 * thread has a priority of its own (setpriority(2), "C library/kernel differences"); elsewhere it rests half the time.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './reading-thread.ts';

/** Bytes of a piece: some milliseconds of work. */
const PIECE = 2 ** 22;

const hasPriority = process.platform === 'linux';
if (hasPriority) setPriority(0, constants.priority.PRIORITY_LOW);

parentPort?.on('message', ({ path }: ToWorker) => {
  try {
    say({ type: 'digest', sha256: digestOf(path) });
  } catch (error) {
    say({ type: 'failed', message: (error as Error).message });
  }
});

/** @returns SHA-256, hexadecimal. */
function digestOf(path: string): string {
  const sha = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE);
  const file = openSync(path, 'r');
  try {
    for (let position = 0; ;) {
      const started = performance.now();
      // Read here and not by the pool, whose threads have the priority of the process.
      const bytes = readSync(file, piece, 0, PIECE, position);
      if (bytes === 0) return sha.digest('hex');
      sha.update(piece.subarray(0, bytes));
      position += bytes;
      say({ type: 'read', bytes: position });
      if (!hasPriority) rest(performance.now() - started);
    }
  } finally {
    closeSync(file);
  }
}

function rest(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}
