/** Makes the prepared files of weights that are not there yet. */
import { setTimeout } from 'node:timers/promises';
import type { PreparedWeight } from '../stored-weight.ts';
import { claim } from './claim.ts';
import { expectRoom } from './prepared-file.ts';
import type { OnDecoded } from './preparation.ts';
import { valuesIn, weightFile } from './weight-file.ts';

/** Milliseconds between two looks at a file that another process makes. */
const PAUSE = 200;

/** Called with the number of values decoded so far, out of all. */
export type OnPrepared = (done: number, all: number) => void;

/**
 * Makes the files, one after the other. Files of an earlier call that was ended at any moment are kept.
 * @throws InferenceError `disk-full`, or `file-truncated` when a weight file got shorter since its header was read.
 */
export async function makePrepared(weights: Iterable<PreparedWeight>, onPrepared: OnPrepared): Promise<void> {
  const waiting = [...weights];
  await expectRoomFor(waiting);
  const all = waiting.reduce((sum, weight) => sum + valuesIn(weight), 0);
  let [done, refused] = [0, 0];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    let decoded = 0;
    const isMade = await makeOne(next, (values) => onPrepared(done + (decoded += values), all));
    if (isMade) {
      done += valuesIn(next);
      onPrepared(done, all);
      refused = 0;
    } else {
      // Another process makes it. When that is so for all that are left, wait.
      waiting.push(next);
      if ((refused += 1) >= waiting.length) await setTimeout(PAUSE);
    }
  }
}

/** Looks before the first is made: a disk that is full after minutes of work helps nobody. */
async function expectRoomFor(weights: readonly PreparedWeight[]): Promise<void> {
  const missing = new Map<string, number>();
  for (const weight of weights) {
    const { file } = weightFile(weight);
    if (!(await file.isThere())) missing.set(file.path, file.bytes);
  }
  const bytes = [...missing.values()].reduce((sum, each) => sum + each, 0);
  const [first] = weights;
  if (first && bytes > 0) await expectRoom(first.place.folder, bytes);
}

/** @returns whether the file is there now: false while another process makes it. */
async function makeOne(weight: PreparedWeight, onDecoded: OnDecoded): Promise<boolean> {
  const planned = weightFile(weight).file;
  if (await planned.isThere()) return true;
  const own = await claim(planned.path);
  if (!own) return false;
  const { file } = weightFile(weight, (values) => {
    onDecoded(values);
    void own.renew();
  });
  try {
    await file.write();
    return true;
  } finally {
    await own.release();
  }
}
