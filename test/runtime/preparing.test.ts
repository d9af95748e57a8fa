// The inference process decodes the weights of a GGUF file into the folder it is given, and says how far it is.
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSafetensorsHeader } from '../../inference/checkpoint/safetensors-header.ts';
import type { StepRequest } from '../../inference/families/requests.ts';
import { quantised } from '../checkpoint/formats/quantise.ts';
import { writeGguf } from '../checkpoint/formats/write-gguf.ts';
import { TINY } from '../inference/support/goldens.ts';
import { readAll } from '../inference/support/temporary-checkpoint.ts';
import { client, step } from './support.ts';

async function ggufTransformer(): Promise<{ readonly folder: string; readonly request: StepRequest }> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  const dir = join(folder, 'model.gguf');
  await writeGguf(dir, quantised(await readAll(join(TINY, 'transformer/diffusion_pytorch_model.safetensors'))).file);
  return {
    folder: join(folder, 'prepared'),
    request: { ...step(), transformer: { dir, digest: 'one', family: 'qwen-image' } },
  };
}

it('weights are decoded with the first request of a model, also when the process is killed meanwhile', async () => {
  const { folder: prepared, request } = await ggufTransformer();
  const inference = client({ prepared });
  const progress: [value: number, max: number][] = [];
  const { latents } = await inference.request('denoiseStep', request, {
    progress(value, max) {
      if (progress.push([value, max]) === 1 && inference.pid !== undefined) process.kill(inference.pid, 'SIGKILL');
    },
  });
  const [value, max] = progress[0] ?? [0, 0];
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThanOrEqual(max);
  expect(latents.data.every(Number.isFinite)).toBe(true);
  const files = (await readdir(prepared)).filter((name) => name.endsWith('.safetensors'));
  expect(files.length).toBeGreaterThan(30);
  await Promise.all(files.map((name) => readSafetensorsHeader(join(prepared, name))));
});
