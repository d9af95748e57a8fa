/** Runs Windows' Node under Wine, in the folder that `.ci/windows` has prepared. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { FOLDER, PACKAGE, PREFIX } from './prepared.ts';

/** A folder of Linux for files of the tests; it goes with the prepared one. */
export function newFolder(name: string): string {
  const folder = join(mkdtempSync(join(FOLDER, 'work-')), name);
  mkdirSync(folder);
  return folder;
}

/** Makes a folder of Linux a drive of Windows. @returns its root, such as `M:\`. */
export function driveOf(letter: string, folder: string): string {
  linkTo(folder, join(PREFIX, 'dosdevices', `${letter.toLowerCase()}:`));
  return `${letter}:\\`;
}

/** Makes a folder of Linux a share of a server in the network. @returns its UNC path. */
export function shareOf(name: string, folder: string): string {
  const server = join(PREFIX, 'dosdevices/unc/server');
  mkdirSync(server, { recursive: true });
  linkTo(folder, join(server, name));
  return `\\\\server\\${name}`;
}

/** Makes a symbolic link, in place of the one of an earlier run. */
function linkTo(folder: string, link: string): void {
  rmSync(link, { force: true });
  symlinkSync(folder, link);
}

/** A path of Linux on the drive that Wine makes of `/`. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** The command of a checkout or a package. */
export function commandOf(folder: string): string {
  return join(folder, 'engine/cli/inkloom.mjs');
}

export interface LaunchOptions {
  /** Working folder, of Linux. */
  readonly folder: string;
  /** Folder with programs that Linux finds first. */
  readonly programs?: string;
}

/** A running script of Windows' Node. Its output goes to files: Node's pipes to the outside do not work under Wine. */
export class Launched {
  readonly child: ChildProcess;
  /** The exit code; null when a signal ended the process. */
  readonly ended: Promise<number | null>;
  readonly #output: string;
  readonly #errors: string;

  /** @param script a path of Linux. */
  constructor(script: string, args: readonly string[], { folder, programs }: LaunchOptions) {
    const output = mkdtempSync(join(FOLDER, 'output-'));
    [this.#output, this.#errors] = [join(output, 'out.txt'), join(output, 'err.txt')];
    const files = [openSync(this.#output, 'w'), openSync(this.#errors, 'w')] as const;
    const { PATH = '', HOME } = process.env;
    const path = programs === undefined ? PATH : `${programs}:${PATH}`;
    this.child = spawn('wine', [join(FOLDER, 'node/node.exe'), windowsPath(script), ...args], {
      cwd: folder,
      env: { PATH: path, HOME, WINEPREFIX: PREFIX, WINEDEBUG: '-all', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', ...files],
    });
    files.forEach((file) => closeSync(file));
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
  }

  get output(): string {
    return readFileSync(this.#output, 'utf8');
  }

  get errors(): string {
    return readFileSync(this.#errors, 'utf8');
  }

  /** Waits for a text in the output. @throws Error when the process ends without it. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const hasEnded = this.child.exitCode !== null || this.child.signalCode !== null;
      const found = pattern.exec(this.output);
      if (found) return found;
      if (hasEnded) throw new Error(`Ended without ${String(pattern)}:\n${this.output}\n${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends the process as the Task Manager does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Runs a command of the package to its end. @throws Error with its messages when it fails. */
export async function inkloom(args: readonly string[], options: LaunchOptions, from = PACKAGE): Promise<string> {
  const launched = new Launched(commandOf(from), args, options);
  // A process that outlives the time of its test would hold the cache of the next one.
  onTestFinished(() => void launched.child.kill('SIGKILL'));
  const code = await launched.ended;
  if (code !== 0) throw new Error(`inkloom ${args.join(' ')} ended with ${code}:\n${launched.errors}`);
  return launched.output;
}

/** Process ids, of Linux, of the scripts that this suite runs under Wine and whose file has the given end. */
export function runningProcesses(end: string): number[] {
  return readdirSync('/proc').flatMap((id) => {
    try {
      const [program, script] = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      return program?.startsWith(windowsPath(FOLDER)) && script?.endsWith(end) ? [Number(id)] : [];
    } catch {
      return [];
    }
  });
}

/** The inference processes of the package. */
export function inferenceProcesses(): number[] {
  return runningProcesses(String.raw`\runtime\child.js`);
}
