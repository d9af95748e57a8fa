// The server on Windows: it opens the browser, survives being killed, and leaves no process behind.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workflow } from '../../engine/protocol/index.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { levelsApart, madeHere } from './support/pictures.ts';
import { Server, TOKEN } from './support/server.ts';
import { PACKAGE, LOCAL_APP_DATA, PREPARED } from './support/prepared.ts';
import { commandOf, inferenceProcesses, newFolder } from './support/wine.ts';

const PROMPT = 'a pink moon';
const STEPS = 40;
async function textToImage(): Promise<Workflow> {
  const shipped = await loadWorkflow(repoPath('workflows/text-to-image.json'));
  const { positive, schedule } = shipped.nodes;
  if (!positive || !schedule) throw new Error('Another workflow');
  const nodes = {
    ...shipped.nodes,
    positive: { ...positive, inputs: { ...positive.inputs, prompt: PROMPT } },
    schedule: { ...schedule, inputs: { ...schedule.inputs, steps: STEPS } },
  };
  return { ...shipped, nodes };
}

/** A folder with the program that Wine opens addresses with. It writes each address into a file. */
function programs(folder: string): string {
  const program = join(folder, 'xdg-open');
  writeFileSync(program, `#!/bin/sh\necho "$1" > '${join(folder, 'opened')}'\n`);
  chmodSync(program, 0o755);
  return folder;
}

describe.runIf(PREPARED).sequential('the server on Windows', () => {
  let folder = '';
  beforeAll(() => void (folder = newFolder('server')));
  const start = (...more: readonly string[]): Promise<Server> =>
    new Server(commandOf(PACKAGE), ['start', '--port', '0', '--token', TOKEN, ...more], {
      folder,
      programs: programs(folder),
    }).listens();
  let server: Server;
  let id = '';
  // Also after a test that failed.
  afterAll(() => void server.child.kill('SIGKILL'));

  it('keeps its data where Windows has them, and opens the browser with a code in place of the token', async () => {
    server = await start('--open');
    expect(server.output).toContain(String.raw`\AppData\Local\inkloom\data`);
    expect(existsSync(join(LOCAL_APP_DATA, 'inkloom/data/inkloom.sqlite'))).toBe(true);
    const opened = (): string => readFileSync(join(folder, 'opened'), 'utf8');
    await expect.poll(opened, { timeout: 30_000 }).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}\n$/);
    const answer = await fetch(opened().trim(), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('set-cookie')?.startsWith('inkloom-')]).toEqual([303, true]);
  });

  it('leaves no inference process when it is killed', async () => {
    id = await server.run(await textToImage());
    await server.until(id, ({ nodes }) => 'denoise' in nodes);
    expect(inferenceProcesses()).toHaveLength(1);
    await server.kill();
    await expect.poll(inferenceProcesses, { timeout: 5000 }).toEqual([]);
  });

  it('resumes the run of its killed predecessor', async () => {
    server = await start();
    const run = await server.until(id, ({ state }) => state === 'done');
    expect(run.attempt).toBe(2);
    const [file] = run.files.filter((each) => each.folder === 'output');
    const picture = await server.ask('GET', `/api/pictures/output/${file?.name ?? ''}`);
    const png = new Uint8Array(await picture.arrayBuffer());
    expect(await levelsApart(png, await madeHere(PROMPT, STEPS))).toBeLessThanOrEqual(1);
  });

  it('saves workflows under names of any script, and under none that Windows has for devices', async () => {
    const workflow = await textToImage();
    const save = async (name: string): Promise<number> =>
      (await server.ask('PUT', `/api/workflows/${encodeURIComponent(name)}`, { workflow })).status;
    expect(await Promise.all(['图 one', 'CON', 'aux.png', 'Lpt1'].map(save))).toEqual([200, 422, 422, 422]);
  });

  it('stops cleanly at Ctrl-C, and leaves no process', async () => {
    expect(inferenceProcesses()).toHaveLength(1);
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
    await expect.poll(inferenceProcesses, { timeout: 5000 }).toEqual([]);
  });
});
