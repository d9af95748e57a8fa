/**
 * Ends this process when its parent has died, even in the middle of a run: onnxruntime blocks the main thread for
 * seconds, so a separate thread checks once a second who the parent is.
 */
import { Worker } from 'node:worker_threads';

const WATCH = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);
`;

/** Starts the thread; it does not keep the process alive. */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true }).unref();
}
