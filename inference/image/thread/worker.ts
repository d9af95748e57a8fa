/** The pixel thread: does one operation after another. */
import { MessageChannel, parentPort } from 'node:worker_threads';
import { buffersOf, type PixelAnswer, type PixelQuestion } from './messages.ts';
import { pixelOperations } from './operations.ts';

parentPort?.on('message', ({ id, operation, request }: PixelQuestion) => {
  try {
    const work = pixelOperations[operation] as (request: unknown) => unknown;
    const reply = work(request);
    parentPort?.postMessage({ id, reply } satisfies PixelAnswer, buffersOf(reply));
    free(request);
  } catch (error) {
    const { name, message } = error as Error;
    parentPort?.postMessage({ id, error: { name, message } } satisfies PixelAnswer);
  }
});

/**
 * Gives the memory of a request's pixels back now. The garbage collector of a thread with a small heap would let
 * hundreds of megabytes wait.
 */
function free(request: unknown): void {
  const buffers = Object.values(request as object)
    .flatMap(buffersOf)
    .filter(({ byteLength }) => byteLength > 0);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(undefined, buffers);
  port1.close();
  port2.close();
}
