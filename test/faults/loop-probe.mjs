// Loaded into a server by NODE_OPTIONS: measures the pauses of its event loop and its memory, and says them when asked.
import { readFileSync, writeFileSync } from 'node:fs';
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

  /** Bytes: on Linux the most since {@link forgetPeak}, elsewhere now. Source: proc_pid_status(5). */
  function residentMemory() {
    try {
      const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
      if (kib !== undefined) return Number(kib) * 1024;
    } catch {}
    return process.memoryUsage.rss();
  }

  /** Source: proc_pid_clear_refs(5). */
  function forgetPeak() {
    try {
      writeFileSync('/proc/self/clear_refs', '5');
    } catch {}
  }

  const sample = () => {
    const [now, cpu] = [performance.now(), cpuTime()];
    busiest = Math.max(busiest, Math.min(now - before, cpu - worked));
    memory = Math.max(memory, residentMemory());
    [before, worked] = [now, cpu];
  };
  setInterval(sample, EVERY).unref();

  process.on('message', (message) => {
    sample();
    const pause = delay.max / 1e6 - EVERY;
    process.send({ pause: Number.isFinite(pause) ? pause : 0, busiest, memory, parts: process.memoryUsage() });
    if (message === 'reset') {
      delay.reset();
      forgetPeak();
      [busiest, memory] = [0, residentMemory()];
    }
  });
  process.channel?.unref();
}
