/** The package as an installed one, beside a project that imports it. */
import { execFile } from 'node:child_process';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repoPath } from '../inference/support/goldens.ts';
import { COMPILED } from '../support/compiled.ts';

export const execute = promisify(execFile);
const tsc = repoPath('node_modules/typescript/bin/tsc');

export interface BuiltPackage {
  /** Must end before anything else is asked. */
  build(): Promise<void>;
  /** Folder of the package. */
  readonly folder: string;
  /** The file of its command. */
  readonly program: string;
  /** Folder of a project that has the package as a dependency. */
  readonly user: string;
  /**
   * Compiles files of the project as another strict project would. The package's own declarations are checked too.
   * Rejects with what the compiler prints.
   */
  compile(files: readonly string[], ...options: readonly string[]): Promise<unknown>;
  /** Runs the package's command in the project. */
  command(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>;
  remove(): Promise<void>;
}

/** @param name of its folder, one for each test file: files run at the same time. */
export function builtPackage(name: string): BuiltPackage {
  // Below node_modules, where the compiled package finds its dependencies as an installed one does.
  const root = repoPath(`node_modules/.cache/inkloom-${name}`);
  const [folder, user] = [join(root, 'inkloom'), join(root, 'user')];
  const program = join(folder, 'engine/cli/inkloom.mjs');
  const strict = ['--ignoreConfig', '--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom'];
  const places = { INKLOOM_CACHE: join(user, 'cache'), INKLOOM_DATA: join(user, 'data'), INKLOOM_MODELS: '' };
  return {
    folder,
    program,
    user,
    async build() {
      await rm(root, { recursive: true, force: true });
      await mkdir(join(user, 'node_modules'), { recursive: true });
      await cp(COMPILED, join(folder, 'dist'), { recursive: true });
      await mkdir(join(folder, 'engine/cli'), { recursive: true });
      for (const file of ['package.json', 'engine/cli/inkloom.mjs', 'workflows'])
        await cp(repoPath(file), join(folder, file), { recursive: true });
      await writeFile(join(user, 'package.json'), '{ "type": "module" }');
      await mkdir(join(folder, 'models'));
      await symlink(repoPath('models/nano'), join(folder, 'models/nano'));
      await symlink(folder, join(user, 'node_modules/inkloom'));
    },
    compile: (files, ...options) =>
      execute(process.execPath, [tsc, ...strict, '--skipLibCheck', 'false', ...options, ...files], { cwd: user }),
    command: (...args) =>
      execute(process.execPath, [program, ...args], { cwd: user, env: { ...process.env, ...places } }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
