/** The package as it is published: compiled, imported by name, with types; node packs on the command line. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { inkloom } from '../cli/support.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { builtPackage, execute } from './built-package.ts';

const built = builtPackage('package');
beforeAll(() => built.build());
afterAll(() => built.remove());

describe('the package', () => {
  it('runs a graph of custom nodes in ten lines, with types', async () => {
    const script = `
      import { defineNode, Engine, FLOAT, NodeRegistry, standardNodes } from 'inkloom';
      const double = defineNode({
        type: 'mine/double', version: 1, title: 'Double', category: 'mine', description: 'Doubles a number.',
        inputs: { x: { kind: 'float', min: 0, max: 100 } }, outputs: { y: { socket: FLOAT } }, terminal: true,
        run: ({ x }) => ({ y: x * 2 }),
      });
      const engine = new Engine({ registry: new NodeRegistry([...standardNodes, double]) });
      const { outputs } = await engine.run({ nodes: { a: { type: 'mine/double', inputs: { x: 21 } } } });
      console.log(outputs['a']?.['y']);
    `;
    await writeFile(join(built.user, 'script.ts'), script);
    await built.compile(['script.ts']);
    const { stdout } = await execute(process.execPath, [join(built.user, 'script.js')], { cwd: built.user });
    expect(stdout.trim()).toBe('42');
  });

  it('refuses a node that returns the wrong type, at compile time', async () => {
    await writeFile(
      join(built.user, 'wrong.ts'),
      `
      import { defineNode, FLOAT } from 'inkloom';
      defineNode({
        type: 'mine/wrong', version: 1, title: 'Wrong', category: 'mine', description: '',
        inputs: { x: { kind: 'text' } }, outputs: { y: { socket: FLOAT } },
        run: ({ x }) => ({ y: x }),
      });
    `,
    );
    await expect(built.compile(['wrong.ts'])).rejects.toMatchObject({
      stdout: expect.stringContaining("Type 'string' is not assignable to type 'number'") as unknown,
    });
  });

  it('makes a picture from code', async () => {
    await writeFile(
      join(built.user, 'picture.mjs'),
      `
      import { Engine, NodeRegistry, applySettings, loadWorkflow, standardNodes, standardServices } from 'inkloom';
      const { services, close } = standardServices({ modelFolders: ['node_modules/inkloom/models'] });
      const registry = new NodeRegistry(standardNodes);
      const shipped = await loadWorkflow('node_modules/inkloom/workflows/text-to-image.json');
      const workflow = applySettings(shipped, ['steps=2', 'width=64', 'height=64'], registry);
      const { status, outputs } = await new Engine({ registry, services }).run(workflow);
      console.log(status, outputs.save.file.mediaType);
      await close();
    `,
    );
    expect((await execute(process.execPath, ['picture.mjs'], { cwd: built.user })).stdout.trim()).toBe(
      'done image/png',
    );
  });

  it('makes a picture from its command', async () => {
    const { stdout } = await built.command('image', 'a fox', '--steps', '2', '--quiet');
    expect(stdout).toBe('out/inkloom-00001.png\n');
  });

  it('starts a server from its command, which refuses options that cannot be used', async () => {
    const message = expect.stringContaining('give it a token') as unknown;
    await expect(built.command('start', '--host', '0.0.0.0')).rejects.toMatchObject({ code: 2, stderr: message });
  });

  it.each([
    [
      'onnxruntime-node',
      "Cannot find module '../bin/napi-v6/sun/sparc/onnxruntime_binding.node'",
      'onnxruntime, which computes the pictures,',
    ],
    ['sharp', 'Could not load the "sharp" module using the sun-sparc runtime', 'sharp, a part of Inkloom,'],
    ['libsql', "Cannot find module '@libsql/sun-sparc'", 'libsql, a part of Inkloom,'],
  ])('says what to type when the binary of %s is missing', async (name, message, subject) => {
    const stub = join(built.folder, 'node_modules', name);
    await mkdir(stub, { recursive: true });
    onTestFinished(() => rm(stub, { recursive: true }));
    await writeFile(join(stub, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    await writeFile(join(stub, 'index.js'), `throw new Error(${JSON.stringify(`${message}\nRequire stack:`)});`);
    const failed = built.command('image', 'a fox', '--steps', '1', '--no-cache').catch((error: unknown) => error);
    const { stderr } = (await failed) as { readonly stderr: string };
    expect(stderr).toContain(`${subject} cannot be loaded on ${process.platform}-${process.arch}: ${message}.`);
    expect(stderr).toContain('npm i inkloom --ignore-scripts --include=optional');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('--nodes', () => {
  const pack = `
    export const nodes = [{
      type: 'mine/shout', version: 1, title: 'Shout', category: 'mine', description: 'In capitals.',
      inputs: { text: { kind: 'text' } }, outputs: { text: { socket: { name: 'string' } } },
      run: ({ text }) => ({ text: text.toUpperCase() }),
    }];
  `;
  const workflow = (type: string) => ({
    format: 'inkloom-workflow',
    version: 3,
    name: 'Shout',
    nodes: {
      shout: { type, inputs: { text: 'a fox' } },
      model: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
      encode: {
        type: 'encode-text',
        inputs: { textEncoder: { from: 'model.textEncoder' }, prompt: { from: 'shout.text' } },
      },
    },
  });

  it('adds the node types of a module', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
    await writeFile(join(folder, 'pack.mjs'), pack);
    await writeFile(join(folder, 'w.json'), JSON.stringify(workflow('mine/shout')));
    expect((await inkloom(['run', 'w.json', '--only', 'encode', '--nodes', './pack.mjs'], { folder })).code).toBe(0);
    const { code, stderr } = await inkloom(['run', 'w.json', '--only', 'encode'], { folder });
    expect(stderr).toContain('Node "shout": unknown node type "mine/shout"');
    expect(code).toBe(2);
    expect((await inkloom(['inspect', 'w.json', '--nodes', 'pack.mjs'], { folder })).code).toBe(2);
  });

  it.each([
    ['a missing module', undefined, 'cannot be loaded'],
    ['a module without nodes', 'export const other = 1;', 'expected an export "nodes"'],
    ['an export that is not a node', 'export const nodes = [{ type: "x" }];', 'expected an export "nodes"'],
    ['a type that exists', pack.replace('mine/shout', 'denoise'), 'Two node definitions share the type "denoise"'],
  ])('refuses %s', async (_name, text, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
    if (text !== undefined) await writeFile(join(folder, 'pack.mjs'), text);
    const { code, stderr } = await inkloom(['run', 'text-to-image', '--nodes', 'pack.mjs'], { folder });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  // A pack may lie anywhere, without an installation of Inkloom beside it.
  describe.each([
    ['in a checkout', repoPath('engine/cli/inkloom.mjs'), repoPath('engine/graph/registry.ts')],
    ['when installed', built.program, join(built.folder, 'dist/engine/graph/registry.js')],
  ])('%s', (_name, file, registry) => {
    /** The running Inkloom's own modules, or `instanceof`, sockets and services would not fit. */
    const imports = `
      import { defineNode, FLOAT, NodeRegistry } from 'inkloom';
      import { NodeRegistry as Running } from ${JSON.stringify(pathToFileURL(registry).href)};
      if (NodeRegistry !== Running) throw new Error('another Inkloom');
      import schema from 'inkloom/workflow.schema.json' with { type: 'json' };
      if (schema.type !== 'object') throw new Error('another schema');
    `;
    const half = `
      export const nodes = [defineNode({
        type: 'mine/half', version: 1, title: 'Half', category: 'mine', description: 'Halves a number.',
        inputs: { x: { kind: 'float', min: 0, max: 100 } }, outputs: { y: { socket: FLOAT } }, terminal: true,
        run: ({ x }) => ({ y: half(x) }),
      })];
    `;
    const nodes = { half: { type: 'mine/half', inputs: { x: 5 } } };
    const graph = { format: 'inkloom-workflow', version: 3, name: 'Half', nodes };

    it.each([
      ['pack.mjs', 'half.mjs', 'export const half = (x) => x / 2;'],
      ['pack.ts', 'half.ts', 'export type N = number; export const half = (x: N): N => x / 2;'],
      ['pack.mts', 'half.mts', 'export const half = (x: number) => (x / 2) as number;'],
    ])('gives %s "inkloom" to import', async (main, helper, text) => {
      const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
      await writeFile(join(folder, helper), text);
      await writeFile(join(folder, main), `${imports} import { half } from './${helper}'; ${half}`);
      await writeFile(join(folder, 'w.json'), JSON.stringify(graph));
      const args = [file, 'run', 'w.json', '--nodes', main, '--json', '--no-cache'];
      const { stdout } = await execute(process.execPath, args, { cwd: folder });
      expect(stdout).toContain('"status":"done"');
    });

    it('names file and line of TypeScript that cannot lose its types', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
      await writeFile(join(folder, 'pack.ts'), 'export const a = 1;\nenum B { C }\nexport const nodes = [B.C];\n');
      const failed = execute(process.execPath, [file, 'inspect', 'grid', '--nodes', 'pack.ts'], { cwd: folder });
      const stderr = expect.stringMatching(/^--nodes pack\.ts: cannot be loaded: .*TypeScript enum is not supported/);
      await expect(failed).rejects.toMatchObject({ code: 2, stderr });
    });
  });
});
