/** Checkpoints, outputs and pictures for tests of whole pipelines. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import type { SocketType } from '../../engine/graph/socket.ts';
import type { RunResult } from '../../engine/run/engine.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { standardNodes } from '../../nodes/index.ts';
import { CHECKPOINTS, TINY } from '../inference/support/goldens.ts';

export const registry = new NodeRegistry(standardNodes);

/** A folder with the tiny checkpoint as a pipeline of another class. */
export async function checkpointOf(pipeline: string, transformerConfig?: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-'));
  const dir = join(root, 'tiny');
  await cp(TINY, dir, { recursive: true });
  const index = JSON.parse(await readFile(join(dir, 'model_index.json'), 'utf8')) as object;
  await writeFile(join(dir, 'model_index.json'), JSON.stringify({ ...index, _class_name: pipeline }));
  if (transformerConfig) await cp(join(CHECKPOINTS, transformerConfig), join(dir, 'transformer/config.json'));
  return root;
}

/** The value of an output. */
export function output<T>({ outputs }: RunResult, node: string, name: string, _socket: SocketType<T>): T {
  const value: unknown = outputs[node]?.[name];
  if (value === undefined) throw new Error(`No output ${node}.${name}`);
  return value as T;
}

/** Pixels in [0, 1] of normalised latents, as the reference gives them. */
export async function pixels(latents: Tensor<'float32'>): Promise<Tensor<'float32'>> {
  const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
  const decoded = await vae.decode(vae.denormalise(latents));
  await vae.release();
  return float32(
    decoded.data.map((value) => Math.min(1, Math.max(0, value / 2 + 0.5))),
    decoded.dims,
  );
}
