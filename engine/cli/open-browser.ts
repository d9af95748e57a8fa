/** Opens an address in the user's browser. */
import { spawn } from 'node:child_process';

/** The program and its first arguments, by platform. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
};
const OTHER_OPENER = ['xdg-open'] as const;

/** Failure is ignored: the address was printed, so people can open it themselves. */
export function openBrowser(url: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? OTHER_OPENER;
  try {
    spawn(command, [...args, url], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
  } catch {}
}
