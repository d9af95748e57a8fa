/**
 * Work on pixels outside of the main thread: a photo has 50 million values, and the server has other things to do. The
 * thread is started when it is first needed and ends after a while without work.
 */
import { startThread, type Thread } from '../../threads/start-thread.ts';
import { onLargePictures } from './large-pictures.ts';
import { type PixelAnswer, pixelBytes, type PixelQuestion, withCopiedPixels } from './messages.ts';
import {
  type PartOperation,
  type PartReply,
  type PartRequest,
  type PixelOperation,
  pixelOperations,
  type PixelReply,
  type PixelRequest,
} from './operations.ts';
import type { AskThread } from './parts.ts';

/** Bytes of pixels that are worked on at once in this thread: 1 to 5 ms. */
const SMALL = 2 ** 17;
const IDLE_MS = 5000;
/** MiB of the thread's objects. Pixels do not count: they are no objects. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

interface Waiting {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Thread | undefined;
let idle: NodeJS.Timeout | undefined;
let asked = 0;

/**
 * Does an operation on pixels. Arrays in the request must not change until the promise settles.
 * @throws what the operation throws; Error when the thread dies, for example because memory is short.
 */
export async function workOnPixels<O extends PixelOperation>(
  operation: O,
  request: PixelRequest<O>,
): Promise<PixelReply<O>> {
  if (pixelBytes(request) <= SMALL) {
    const work = pixelOperations[operation] as (request: PixelRequest<O>) => PixelReply<O>;
    return work(request);
  }
  const work = onLargePictures[operation] as (request: PixelRequest<O>, ask: AskThread) => Promise<PixelReply<O>>;
  return work(request, ask);
}

async function ask<O extends PartOperation>(operation: O, request: PartRequest<O>): Promise<PartReply<O>> {
  const { copy, buffers } = await withCopiedPixels(request);
  return new Promise((resolve, reject) => {
    const id = ++asked;
    clearTimeout(idle);
    waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
    worker ??= start();
    worker.ref();
    worker.postMessage({ id, operation, request: copy } satisfies PixelQuestion, buffers);
  });
}

function start(): Thread {
  const started = startThread(new URL('./worker', import.meta.url), { resourceLimits: HEAP });
  const died = (error: Error): void => {
    if (worker === started) end(error);
  };
  started.on('message', settle);
  started.on('error', died);
  started.on('exit', () => died(new Error('The thread that works on pixels ended')));
  return started;
}

function settle(answer: PixelAnswer): void {
  const question = waiting.get(answer.id);
  waiting.delete(answer.id);
  if ('reply' in answer) question?.resolve(answer.reply);
  else question?.reject(errorOf(answer.error));
  if (waiting.size > 0) return;
  // An idle thread must not keep a script from ending.
  worker?.unref();
  idle = setTimeout(() => {
    const old = worker;
    worker = undefined;
    void old?.terminate();
  }, IDLE_MS);
  idle.unref();
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  return name === 'RangeError' ? new RangeError(message) : new Error(message);
}

/** Fails everything that waits. Later work goes to a new thread. */
function end(error: Error): void {
  worker = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}
