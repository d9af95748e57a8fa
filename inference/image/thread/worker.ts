/** The pixel thread: does one operation after another, most of them on a part of a picture. */
import { parentPort } from 'node:worker_threads';
import { buffersOf, freeMemory } from '../../threads/free-memory.ts';
import type { PixelAnswer, PixelQuestion } from './messages.ts';
import { partOperations } from './operations.ts';

parentPort?.on('message', ({ id, operation, request }: PixelQuestion) => {
  try {
    const work = partOperations[operation] as (request: unknown) => unknown;
    const reply = work(request);
    parentPort?.postMessage({ id, reply } satisfies PixelAnswer, buffersOf(reply));
    freeMemory(request);
  } catch (error) {
    const { name, message } = error as Error;
    parentPort?.postMessage({ id, error: { name, message } } satisfies PixelAnswer);
  }
});
