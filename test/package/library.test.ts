/**
 * What a program has from the package: pictures in one call, typed outputs, and nodes of its own as those that ship.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repoPath } from '../inference/support/goldens.ts';
import { builtPackage, execute } from './built-package.ts';

const built = builtPackage('library');
beforeAll(() => built.build());
afterAll(() => built.remove());

/** Compiles a program, with further files it imports, and runs it. @returns what it prints. */
async function run(name: string, text: string, ...imported: readonly string[]): Promise<string> {
  await writeFile(join(built.user, `${name}.ts`), text);
  await built.compile([`${name}.ts`, ...imported], '--types', 'node', '--typeRoots', repoPath('node_modules/@types'));
  return (await execute(process.execPath, [`${name}.js`], { cwd: built.user })).stdout.trim();
}

/** What the compiler prints of a program. */
async function refusal(name: string, text: string): Promise<string> {
  await writeFile(join(built.user, `${name}.ts`), text);
  return complaints(built.compile([`${name}.ts`]));
}

/** What the compiler prints; nothing when it compiles. */
function complaints(compiling: Promise<unknown>): Promise<string> {
  return compiling.then(
    () => '',
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
}

describe('makeImage', () => {
  it('makes the picture of the command line, to the byte, with the model that ships', async () => {
    await built.command('image', 'a green ring', '--steps', '2', '--seed', '7', '--out', 'by-command', '--quiet');
    const printed = await run(
      'one-call',
      `
      import { writeFile } from 'node:fs/promises';
      import { makeImage, readProvenance } from 'inkloom';
      const { png, pixels, workflow } = await makeImage('a green ring', { steps: 2, seed: 7 });
      await writeFile('one-call.png', png);
      const told = readProvenance(png, 'one-call.png').workflow;
      console.log(pixels.width, pixels.height, pixels.data.length, JSON.stringify(told) === JSON.stringify(workflow));
    `,
    );
    expect(printed).toBe(`128 128 ${128 * 128 * 3} true`);
    const [mine, theirs] = await Promise.all(
      ['one-call.png', 'by-command/inkloom-00001.png'].map((file) => readFile(join(built.user, file))),
    );
    expect(theirs && mine?.equals(theirs)).toBe(true);
  });

  it('keeps no process and no file when it ends, whether done, failed or aborted', async () => {
    const printed = await run(
      'ends',
      `
      import { readdir } from 'node:fs/promises';
      import { GraphError, makeImage, RunError, type RunEvent, UsageError } from 'inkloom';
      const before = await readdir('.');
      await makeImage('a star', { steps: 1, width: 64, height: 64 });
      const failure = (options: object) => makeImage('a star', { steps: 2, ...options }).catch((error) => error);
      const words = 'many words '.repeat(2000);
      const long = await makeImage(words, { steps: 1 }).catch((error) => error);
      const aborted = new AbortController();
      const reason = await failure({ signal: aborted.signal, onEvent: () => aborted.abort(new Error('enough')) });
      const size = await failure({ width: 100 });
      const name = await failure({ guidence: 2 });
      const model = await failure({ model: 'nono' });
      const started: string[] = [];
      const large = await failure({
        width: 16384, height: 16384, memory: '2GiB',
        onEvent: (event: RunEvent) => { if (event.type === 'node-started') started.push(event.node); },
      });
      console.log(JSON.stringify([
        long instanceof RunError, long.message, reason.message, size instanceof GraphError, size.message,
        name instanceof UsageError, name.message, model.message, (await readdir('.')).length - before.length,
        large instanceof RunError, large.message, started,
      ]));
    `,
    );
    const [tooLong, longText, reason, badSize, sizeText, badName, nameText, modelText, files, ...tooLarge] = JSON.parse(
      printed,
    ) as readonly unknown[];
    expect([tooLong, badSize, badName, files]).toEqual([true, true, true, 0]);
    expect(longText).toContain('Node "positive": ');
    expect(reason).toBe('enough');
    expect(sizeText).toMatch(/"?size"?.*width/);
    expect(nameText).toBe('makeImage: there is no option "guidence". Did you mean "guidance"?');
    expect(modelText).toContain('There is no checkpoint "nono". Known: nano');
    // Nothing is computed for a picture that does not fit into memory.
    expect(tooLarge).toEqual([true, expect.stringMatching(/memory/), []]);
  });
});

describe('outputs of a run', () => {
  const PROGRAM = `
    import { defineNode, Engine, FLOAT, INT, NodeRegistry, outputOf, outputsOf, RunError } from 'inkloom';
    const root = defineNode({
      type: 'mine/root', version: 1, title: 'Root', category: 'mine',
      description: 'Takes a square root.', terminal: true,
      inputs: { x: { kind: 'float', min: -100, max: 100 } }, outputs: { y: { socket: FLOAT } },
      run({ x }) { if (x < 0) throw new RangeError('x is negative'); return { y: Math.sqrt(x) }; },
    });
    const engine = new Engine({ registry: new NodeRegistry([root]) });
    const of = (x: number) => engine.run({ nodes: { a: { type: 'mine/root', inputs: { x } } } });
  `;

  it('are typed by socket and by definition', async () => {
    const printed = await run(
      'outputs',
      `${PROGRAM}
      const done = await of(49);
      const y: number = outputOf(done, 'a.y', FLOAT) + outputsOf(done, 'a', root).y;
      const failed = await of(-1);
      const message = (read: () => unknown) => {
        try { return String(read()); } catch (error) { return (error as Error).name + ': ' + (error as Error).message; }
      };
      console.log(y);
      console.log(message(() => outputOf(done, 'a.y', INT)));
      console.log(message(() => outputOf(done, 'a.z', FLOAT)));
      console.log(message(() => outputsOf(failed, 'a', root)));
    `,
    );
    expect(printed.split('\n')).toEqual([
      '14',
      'TypeError: The output "a.y" is of type "float", expected "int"',
      'TypeError: The run has no output "a.z". It has: a.y. A run gives the outputs of its terminal nodes, ' +
        'or of the nodes named in "targets".',
      'RunError: Node "a": x is negative',
    ]);
  });

  it('of another type are refused at compile time', async () => {
    expect(
      await refusal('wrong-socket', `${PROGRAM} const y: string = outputOf(await of(1), 'a.y', FLOAT);`),
    ).toContain("Type 'number' is not assignable to type 'string'");
    expect(await refusal('wrong-name', `${PROGRAM} outputsOf(await of(1), 'a', root).z;`)).toContain(
      "Property 'z' does not exist",
    );
  });
});

describe('a node outside of the repository', () => {
  const example = (name: string): string => repoPath(`docs/examples/${name}`);

  it('can be each of those that ship: with its imports from "inkloom", it compiles', async () => {
    const files = await copyNodes(join(built.user, 'copied'));
    expect(files.length).toBeGreaterThan(40);
    const compiling = built.compile(
      files.map((file) => relative(built.user, file)),
      '--allowImportingTsExtensions',
      '--noEmit',
      '--types',
      'node',
      '--typeRoots',
      repoPath('node_modules/@types'),
    );
    expect(await complaints(compiling)).toBe('');
  });

  it('can be the sampler of docs/examples, on the command line', async () => {
    const folder = join(built.user, 'pack');
    await mkdir(folder, { recursive: true });
    for (const file of ['heun.ts', 'heun.json']) await cp(example(file), join(folder, file));
    const args = ['run', 'pack/heun.json', '--nodes', 'pack/heun.ts', '--set', 'steps=3', '--json'];
    const { stdout } = await built.command(...args);
    const steps = [...stdout.matchAll(/"type":"node-done","node":"(denoise\/[^"]+)","origin":"executed"/g)];
    expect(steps.map(([, node]) => node)).toEqual([
      'denoise/noise',
      'denoise/step-1',
      'denoise/step-2',
      'denoise/step-3',
    ]);
  });

  it('can be the sampler of docs/examples, from code: it is of second order', async () => {
    await cp(example('heun.ts'), join(built.user, 'heun.ts'));
    const printed = await run(
      'sampler',
      `
      import {
        applySettings, Engine, LATENT, loadWorkflow, NodeRegistry, outputOf,
        standardNodes, standardServices, workflowFile,
      } from 'inkloom';
      import { nodes } from './heun.js';
      const { services, close } = standardServices();
      const engine = new Engine({ registry: new NodeRegistry([...standardNodes, ...nodes]), services });
      const shipped = await loadWorkflow(workflowFile('text-to-image'));
      /** The latent that a sampler makes of one noise, with sigmas that fall evenly to \`last\` and then to 0. */
      const latent = async (type: string, steps: number, last: number) => {
        const sigmas = Array.from({ length: steps + 1 }, (_, i) => 1 - (i * (1 - last)) / steps);
        const size = ['width=64', 'height=64', 'guidance=1.5'];
        const settings = [...size, 'schedule.curve=custom', 'schedule.sigmas=' + sigmas];
        const workflow = applySettings(shipped, settings, engine.registry);
        const { rescale, noise, mask, control, ...inputs } = workflow.nodes.denoise!.inputs as Record<string, never>;
        const graph = { ...workflow, nodes: { ...workflow.nodes, denoise: { type, inputs } } };
        return outputOf(await engine.run(graph, { targets: ['denoise'] }), 'denoise.latent', LATENT).samples.data;
      };
      const away = (a: Float32Array, b: Float32Array) =>
        Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);
      const exact = await latent('heun/denoise', 48, 0.4);
      const euler = away(await latent('denoise', 24, 0.4), exact);
      const heun = away(await latent('heun/denoise', 12, 0.4), exact);
      const last = away(await latent('heun/denoise', 1, 0), await latent('denoise', 1, 0));
      console.log(JSON.stringify({ euler, heun, last }));
      await close();
    `,
      'heun.ts',
    );
    const { euler, heun, last } = JSON.parse(printed) as Readonly<Record<'euler' | 'heun' | 'last', number>>;
    // The model is asked as often, and the result is much nearer to the exact path.
    expect(heun).toBeGreaterThan(0);
    expect(heun).toBeLessThan(euler / 3);
    // The last step is Euler's, to the bit.
    expect(last).toBe(0);
  });
});

/** Copies nodes/ with everything that is imported from other rooms imported from the package. @returns the files. */
async function copyNodes(to: string): Promise<string[]> {
  const entries = await readdir(repoPath('nodes'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.parentPath !== repoPath('nodes'))
    .map((entry) => relative(repoPath('nodes'), join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('services') && !file.startsWith('comfyui'));
  for (const file of files) {
    const text = await readFile(repoPath(`nodes/${file}`), 'utf8');
    const own = text.replaceAll(
      /from '(?:\.\.\/)+(?:engine|inference|expected-time|foresight|part-fit|preparing|services|sockets)\b[^']*'/g,
      "from 'inkloom'",
    );
    await mkdir(join(to, file, '..'), { recursive: true });
    await writeFile(join(to, file), own);
  }
  return files.map((file) => join(to, file));
}
