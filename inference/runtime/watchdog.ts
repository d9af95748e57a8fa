/**
 * Ends this process when its parent has died, even in the middle of a run. The parent holds the other end of a pipe and
 * never writes to it. The system closes that end with the parent, however the parent dies. No process id is compared:
 * Windows keeps the id of a dead parent, and every system gives ids again. onnxruntime blocks the main thread for
 * seconds, so a separate thread reads the pipe.
 */
import { Worker } from 'node:worker_threads';

/** Number of the pipe in the list of the child's streams. */
export const LIFELINE = 4;

const WATCH = `
  const { Socket } = require('node:net');
  const end = () => process.kill(process.pid, 'SIGKILL');
  new Socket({ fd: ${LIFELINE} }).on('error', end).on('close', end).resume();
`;

/** Starts the thread; it does not keep the process alive. */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true }).unref();
}

/**
 * Ignores the signals of a terminal and of a stopping system, which reach all processes of a group or a window at once.
 * The parent has them too, and decides when this process ends.
 */
export function leaveSignalsToParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => {});
}
