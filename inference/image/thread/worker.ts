/** The pixel thread: does one operation after another. */
import { parentPort } from 'node:worker_threads';
import { type PixelAnswer, type PixelQuestion, withOwnPixels } from './messages.ts';
import { pixelOperations } from './operations.ts';

parentPort?.on('message', ({ id, operation, request }: PixelQuestion) => {
  try {
    const work = pixelOperations[operation] as (request: unknown) => unknown;
    const { reply, buffers } = withOwnPixels(work(request));
    parentPort?.postMessage({ id, reply } satisfies PixelAnswer, [...buffers]);
  } catch (error) {
    const { name, message } = error as Error;
    parentPort?.postMessage({ id, error: { name, message } } satisfies PixelAnswer);
  }
});
