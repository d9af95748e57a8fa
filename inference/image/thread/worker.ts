/** The pixel thread: does one operation after another. */
import { parentPort } from 'node:worker_threads';
import { buffersOf, type PixelAnswer, type PixelQuestion } from './messages.ts';
import { pixelOperations } from './operations.ts';

parentPort?.on('message', ({ id, operation, request }: PixelQuestion) => {
  try {
    const work = pixelOperations[operation] as (request: unknown) => unknown;
    const reply = work(request);
    parentPort?.postMessage({ id, reply } satisfies PixelAnswer, buffersOf(reply));
  } catch (error) {
    const { name, message } = error as Error;
    parentPort?.postMessage({ id, error: { name, message } } satisfies PixelAnswer);
  }
});
