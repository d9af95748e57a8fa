// Loaded into a server by NODE_OPTIONS: measures the pauses of its event loop and its memory, and says them when asked.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds between samples. */
const EVERY = 5;

if (isMainThread && process.send && process.argv.includes('start')) {
  const delay = monitorEventLoopDelay({ resolution: EVERY });
  delay.enable();
  let [before, worked, busiest, memory] = [performance.now(), cpuTime(), 0, 0];

  /** Milliseconds this thread has worked, without the time it waited for a core. Linux only. */
  function cpuTime() {
    try {
      return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      return performance.now();
    }
  }

  const sample = () => {
    const [now, cpu] = [performance.now(), cpuTime()];
    busiest = Math.max(busiest, Math.min(now - before, cpu - worked));
    memory = Math.max(memory, process.memoryUsage.rss());
    [before, worked] = [now, cpu];
  };
  setInterval(sample, EVERY).unref();

  process.on('message', (message) => {
    sample();
    const pause = delay.max / 1e6 - EVERY;
    process.send({ pause: Number.isFinite(pause) ? pause : 0, busiest, memory, parts: process.memoryUsage() });
    if (message === 'reset') {
      delay.reset();
      [busiest, memory] = [0, process.memoryUsage.rss()];
    }
  });
  process.channel?.unref();
}
