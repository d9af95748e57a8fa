/** The thread for workflows and pictures of strangers: does one task after another. */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { freeMemory } from '../../../inference/index.ts';
import type { ForeignAnswer, ForeignQuestion } from './thread.ts';
import { toWire } from './wire-error.ts';
import { createWork, type ForeignSettings } from './work.ts';

const work = createWork(workerData as ForeignSettings);

async function answer({ id, task, question }: ForeignQuestion): Promise<void> {
  try {
    const reply = await (work[task] as (question: unknown) => unknown)(question);
    const buffers = reply instanceof Uint8Array && reply.buffer instanceof ArrayBuffer ? [reply.buffer] : [];
    parentPort?.postMessage({ id, reply, heap: heapSize() } satisfies ForeignAnswer, buffers);
  } catch (error) {
    parentPort?.postMessage({ id, error: toWire(error), heap: heapSize() } satisfies ForeignAnswer);
  } finally {
    freeMemory(question);
  }
}

function heapSize(): number {
  return getHeapStatistics().total_heap_size;
}

parentPort?.on('message', (question: ForeignQuestion) => void answer(question));
parentPort?.postMessage('ready');
