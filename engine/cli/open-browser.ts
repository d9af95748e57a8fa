/** Opens an address in the user's browser. */
import { spawn } from 'node:child_process';
import { win32 } from 'node:path';

/**
 * The program that opens an address, and its arguments. On Windows it is not `start` of cmd, to which signs such as `&`
 * are commands, and it is found by its full path: programs are searched for in the working folder first.
 */
export function openerOf(
  url: string,
  platform: NodeJS.Platform,
  { SystemRoot = String.raw`C:\Windows` }: Readonly<Record<string, string | undefined>>,
): readonly [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform !== 'win32') return ['xdg-open', url];
  return [win32.join(SystemRoot, 'System32', 'rundll32.exe'), 'url.dll,FileProtocolHandler', url];
}

/** Failure is ignored: the address was printed, so people can open it themselves. */
export function openBrowser(url: string): void {
  const [program, ...args] = openerOf(url, process.platform, process.env);
  try {
    spawn(program, args, { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
  } catch {}
}
