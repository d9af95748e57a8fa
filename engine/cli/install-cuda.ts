/** `inkloom doctor --install cuda`: loads the CUDA library of onnxruntime with the installer of its package. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { cudaInstall } from '../../inference/index.ts';
import { UsageError } from '../host/usage-error.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { print } from './print.ts';

const QUESTION =
  "Load onnxruntime's CUDA library, several hundred MB, from nuget.org? To work it needs CUDA 12, cuDNN 9 and a " +
  'driver of NVIDIA. [y/N] ';

/** What the command asks and starts; tests give others. */
export interface InstallSteps {
  readonly find: typeof cudaInstall;
  readonly ask: (question: string) => Promise<string>;
  /** Runs Node with these arguments. @returns its exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/**
 * @param what the value of `--install`.
 * @throws UsageError for any other value, and on a system that CUDA is not made for.
 */
export async function installFor(what: string, { find, ask, run }: InstallSteps = STEPS): Promise<ExitCode> {
  if (what !== 'cuda') throw new UsageError(`--install: expected cuda, got "${what}"`);
  const found = find();
  if (found.kind === 'impossible') throw new UsageError(`--install cuda: ${found.why}`);
  if (found.kind === 'installed') return print('The CUDA library is installed. Whether it works: inkloom doctor');
  if (!/^y(es)?$/i.test((await ask(QUESTION)).trim())) return print('Nothing was installed.');
  const code = await run(found.program);
  if (code === 0) return print('Installed. Whether it works: inkloom doctor');
  print(`The installer failed with exit code ${code}: see its messages above.`);
  return EXIT.failed;
}

const STEPS: InstallSteps = {
  find: cudaInstall,
  async ask(question) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
  run: (args) =>
    new Promise((resolve, reject) => {
      const installer = spawn(process.execPath, args, { stdio: 'inherit' });
      installer.once('error', reject);
      installer.once('exit', (code) => resolve(code ?? 1));
    }),
};
