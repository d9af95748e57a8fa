/**
 * Ends this process when its parent is gone, even in the middle of a run: onnxruntime blocks the main thread for seconds, so
 * a thread of its own looks once a second who the parent is.
 */
import { Worker } from 'node:worker_threads';

const WATCH = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);
`;

export function endWithParent(): void {
  new Worker(WATCH, { eval: true }).unref();
}
