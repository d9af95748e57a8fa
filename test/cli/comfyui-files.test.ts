/** `inkloom import` and `inkloom export`: ComfyUI's files on the command line. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inkloomHere, newFolder } from './support.ts';

describe('files of ComfyUI', () => {
  it('are imported with a list of what was not understood, and exported again', async () => {
    const folder = await newFolder();
    const [theirs, ours] = [join(folder, 'theirs.json'), join(folder, 'ours.json')];
    const prompt = {
      '1': { class_type: 'EmptySD3LatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
      '2': { class_type: 'SomebodysNode', inputs: { latent: ['1', 0], amount: 3 } },
    };
    await writeFile(theirs, JSON.stringify(prompt));
    const { code, stderr } = await inkloomHere(['import', theirs, '-o', ours]);
    expect(stderr).toContain('Node 2 (SomebodysNode) is not known here, and is kept as it is.');
    expect(stderr).toContain('1 of its parts');
    expect(code).toBe(0);
    const { nodes } = JSON.parse(await readFile(ours, 'utf8')) as { nodes: Record<string, { type: string }> };
    expect(Object.values(nodes).map(({ type }) => type)).toEqual(['free-size-latent', 'foreign-node']);
    const api = await inkloomHere(['export', ours, '--comfyui', '--api']);
    expect(JSON.parse(api.stdout)).toMatchObject(prompt);
    const file = await inkloomHere(['export', ours, '--comfyui']);
    expect(JSON.parse(file.stdout)).toMatchObject({ version: 0.4, nodes: [{ id: 1 }, { id: 2 }] });
  });

  it('are refused for a workflow without a counterpart, until it has one', async () => {
    const refused = await inkloomHere(['export', 'text-to-image', '--comfyui']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--set schedule.curve=comfyui-simple');
    const set = ['--set', 'schedule.curve=comfyui-simple', '--set', 'denoise.rescale=false'];
    const done = await inkloomHere(['export', 'text-to-image', '--comfyui', ...set]);
    expect(done.stderr).toContain('choose the files of "nano"');
    expect(done.code).toBe(0);
  });

  it('need to be asked for', async () => {
    const { code, stderr } = await inkloomHere(['export', 'text-to-image']);
    expect([code, stderr]).toEqual([2, 'For which program? inkloom export WORKFLOW --comfyui\n']);
  });
});
