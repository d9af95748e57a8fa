/**
 * The signals by which people and systems ask a command to stop: Ctrl-C (SIGINT), `kill` and service managers
 * (SIGTERM), the closed terminal or, on Windows, the closed window (SIGHUP), and Ctrl-Break on Windows (SIGBREAK).
 */
import { EXIT } from './exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/**
 * Milliseconds in which further signals count as the first one: npm passes on what the terminal has sent already, and a
 * shell does so with SIGHUP.
 */
const ONE_REQUEST = 500;

/**
 * Calls `stop` at the first signal, and `again` at a later one. Windows itself ends the process some seconds after its
 * window was closed.
 * @param again default: ends the process at once.
 * @returns a function that restores what the signals do by themselves.
 */
export function onStopSignal(stop: () => void, again: () => void = () => process.exit(EXIT.interrupted)): () => void {
  let first: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      stop();
    } else if (now - first > ONE_REQUEST) again();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => SIGNALS.forEach((signal) => process.off(signal, onSignal));
}
