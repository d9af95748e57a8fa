// The profile that enters cache keys, and what the main process loads of inference.
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type InferenceProfile, profileText } from '../../inference/profile.ts';
import { TINY } from '../inference/support/goldens.ts';
import { client, runScript } from './support.ts';

/** Version of an installed package. */
function installed(name: string): string {
  return (createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }).version;
}

describe('the profile', () => {
  it('of default settings is the text that keys have had from the beginning', async () => {
    expect(profileText(await client().profile())).toBe('onnxruntime-node 1.30.0, cpu, float32, graphs 1');
  });

  it('names the runtime that is installed', async () => {
    expect((await client().profile()).runtime).toBe(`onnxruntime-node ${installed('onnxruntime-node')}`);
  });

  it('does not depend on how weights are held, which changes the last bit only', async () => {
    expect(await client({ precision: 'cast' }).profile()).toEqual(await client({ precision: 'fp32' }).profile());
  });

  const known: InferenceProfile = {
    runtime: 'ort 1',
    device: 'cpu',
    precision: 'float32',
    kernels: 1,
    graphs: { first: 1 },
  };

  it.each<[string, Partial<InferenceProfile>, string]>([
    ['another device', { device: 'npu' }, 'ort 1, npu, float32, graphs 1'],
    ['other kernels', { kernels: 2 }, 'ort 1, cpu, float32, kernels 2, graphs 1'],
    ['other graphs of a family', { graphs: { first: 3, second: 1 } }, 'ort 1, cpu, float32, graphs 1, first 3'],
  ])('changes its text for %s', (_name, change, expected) => {
    expect(profileText({ ...known, ...change })).toBe(expected);
  });

  it('keeps its text when a family is added', () => {
    expect(profileText({ ...known, graphs: { first: 1, second: 1 } })).toBe(profileText(known));
  });
});

describe('the main process', () => {
  it('loads no onnxruntime to open a checkpoint and count tokens', async () => {
    const loaded = await runScript(`
      const family = await new Inference.FamilyRegistry().recognise(${JSON.stringify(TINY)});
      await family.open(${JSON.stringify(TINY)});
      const count = await family.promptCounter(${JSON.stringify(TINY)});
      const natives = process.report.getReport().sharedObjects.filter((file) => file.includes('onnxruntime'));
      console.log(count('a fox').tokens, natives.length);
    `);
    expect(loaded).toBe('2 0');
  });
});
