// The command on Windows: pictures, results kept between runs, drives, shares, and names that Windows has for itself.
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { eventsOf, type PrintedEvent } from '../cli/support.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { editedHere, levelsApart, madeHere } from './support/pictures.ts';
import { CHECKOUT, LOCAL_APP_DATA, PACKAGE, PREPARED } from './support/prepared.ts';
import {
  commandOf,
  driveOf,
  inferenceProcesses,
  inkloom,
  Launched,
  newFolder,
  shareOf,
  windowsPath,
} from './support/wine.ts';

const PROMPT = 'a red ball';
const LONG = Array.from({ length: 4 }, () => '很长的 folder'.repeat(8));

const executed = (events: readonly PrintedEvent[]): string[] =>
  events.flatMap(({ type, node, origin }) =>
    type === 'node-done' && origin === 'executed' && node !== undefined ? [node] : [],
  );
const steps = (events: readonly PrintedEvent[]): string[] =>
  executed(events).filter((node) => node.startsWith('denoise/step-'));

describe.runIf(PREPARED).sequential('the command on Windows', () => {
  it('makes its first picture in a checkout, and keeps its results where Windows has caches', async () => {
    const folder = newFolder('first');
    const printed = await inkloom(['image', PROMPT], { folder }, CHECKOUT);
    expect(printed).toBe('out\\inkloom-00001.png\n');
    expect(await levelsApart(join(folder, 'out/inkloom-00001.png'), await madeHere(PROMPT, 20))).toBeLessThanOrEqual(1);
    expect(existsSync(join(LOCAL_APP_DATA, 'inkloom/cache/results'))).toBe(true);
  });

  it('finds every result again from the package', async () => {
    const folder = newFolder('again');
    const args = ['run', 'text-to-image', '--json', '--set', `prompt=${PROMPT}`];
    const events = eventsOf(await inkloom(args, { folder }));
    expect(executed(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ status: 'done', files: ['out\\inkloom-00001.png'] });
  });

  it('edits with models of two drives and a share, in folders with long, Chinese and spaced names', async () => {
    const folder = newFolder('two words');
    const places = ['models', 'more models', '网络'].map((name) => join(folder, name));
    const [models = '', more = '', shared = ''] = places;
    places.forEach((place, index) => copyNano(join(place, `nano ${index}`)));
    cpSync(repoPath('workflows/example.png'), join(shared, '例子.png'));
    writeFileSync(join(folder, '两个 drives.json'), JSON.stringify(await editWithThreeCheckpoints()));
    const share = shareOf('共享', shared);
    const out = join(folder, ...LONG);
    expect(windowsPath(out).length).toBeGreaterThan(260);
    const set = ['image=例子.png', 'prompt=remove the star', 'save.prefix=Aux'].flatMap((each) => ['--set', each]);
    const printed = await inkloom(
      ['run', '两个 drives.json', ...set, '--input', share, '--out', windowsPath(out)].concat(
        [driveOf('M', models), driveOf('N', more), share].flatMap((each) => ['--models', each]),
      ),
      { folder },
    );
    // A name of Windows itself gets a sign before it.
    expect(readdirSync(out)).toEqual(['_Aux-00001.png']);
    const file = join(out, '_Aux-00001.png');
    expect(printed).toBe(`${windowsPath(file)}\n`);
    expect(await levelsApart(file, await editedHere('remove the star'))).toBeLessThanOrEqual(1);
  });

  it('resumes a killed run at the step it had reached', async () => {
    const folder = newFolder('killed');
    const args = ['run', 'text-to-image', '--json', '--set', 'prompt=two green hearts', '--set', 'steps=40'];
    const first = new Launched(commandOf(PACKAGE), args, { folder });
    await first.printed(/"node":"denoise\/step-4","origin":"executed"/);
    await first.kill();
    await expect.poll(inferenceProcesses, { timeout: 5000 }).toEqual([]);
    const finished = steps(eventsOf(first.output));
    const rest = steps(eventsOf(await inkloom(args, { folder })));
    expect(rest.length).toBeLessThanOrEqual(40 - finished.length);
    expect(rest.filter((step) => finished.includes(step))).toEqual([]);
    expect(rest.at(-1)).toBe('denoise/step-40');
    const picture = join(folder, 'out/inkloom-00001.png');
    expect(await levelsApart(picture, await madeHere('two green hearts', 40))).toBeLessThanOrEqual(1);
  });
});

/** The parts of the checkpoint that Inkloom reads. */
function copyNano(folder: string): void {
  for (const name of ['model_index.json', 'processor', 'scheduler', 'text_encoder', 'tokenizer', 'transformer', 'vae'])
    cpSync(repoPath(join('models/nano', name)), join(folder, name), { recursive: true });
}

/** The shipped edit workflow with text encoder, transformer and VAE of a checkpoint each: `nano 0` to `nano 2`. */
async function editWithThreeCheckpoints(): Promise<object> {
  const workflow = await loadWorkflow(repoPath('workflows/edit.json'));
  const text = JSON.stringify(workflow)
    .replaceAll('"checkpoint.vae"', '"second.vae"')
    .replaceAll('"checkpoint.textEncoder"', '"third.textEncoder"');
  const changed = JSON.parse(text) as typeof workflow;
  const loaders = ['checkpoint', 'second', 'third'].map(
    (id, index) => [id, { type: 'load-checkpoint', inputs: { checkpoint: `nano ${index}` } }] as const,
  );
  return { ...changed, nodes: { ...changed.nodes, ...Object.fromEntries(loaders) } };
}
