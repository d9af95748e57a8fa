/** How much this process has worked, as the system counts it. */

/** Windows counts processor time in steps of 16 ms, longer than a whole test. There the time of day stands for it. */
const COUNTS_FINELY = process.platform !== 'win32';

/** Milliseconds of processor time of all threads. */
export function workTime(): number {
  if (!COUNTS_FINELY) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How often the system has taken a core away from one of the threads; always 0 where it does not tell. */
export function interruptions(): number {
  return process.resourceUsage().involuntaryContextSwitches;
}

/** Threads that {@link workTime} adds up while an operator runs on a number of them. */
export function addedThreads(threads: number): number {
  return COUNTS_FINELY ? threads : 1;
}
