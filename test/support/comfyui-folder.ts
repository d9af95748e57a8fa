/** The tiny checkpoint in ComfyUI's layout: a file for each part, with names as ComfyUI has them and no configs. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { repoPath, TINY } from '../inference/support/goldens.ts';

/** A header without its metadata, and the values behind it. */
export interface Tensors {
  readonly header: Readonly<Record<string, { readonly data_offsets: readonly [number, number] }>>;
  readonly values: Buffer;
}

const FILES = {
  transformer: join(TINY, 'transformer/diffusion_pytorch_model.safetensors'),
  text: join(TINY, 'text_encoder/model.safetensors'),
  vae: join(TINY, 'vae/diffusion_pytorch_model.safetensors'),
} as const;

export async function readTensors(file: string): Promise<Tensors> {
  const bytes = await readFile(file);
  const end = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, end)) as Record<string, never>;
  delete header['__metadata__'];
  return { header, values: bytes.subarray(end) };
}

export async function writeTensors(file: string, { header, values }: Tensors): Promise<string> {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, Buffer.concat([length, text, values]));
  return file;
}

export function renamed({ header, values }: Tensors, name: (stored: string) => string): Tensors {
  return { header: Object.fromEntries(Object.entries(header).map(([stored, entry]) => [name(stored), entry])), values };
}

/** The tensors of several files in one. */
export function joined(...parts: readonly Tensors[]): Tensors {
  let offset = 0;
  const entries = parts.flatMap(({ header, values }) => {
    const base = offset;
    offset += values.length;
    return Object.entries(header).map(([name, entry]) => {
      const [begin, end] = entry.data_offsets;
      return [name, { ...entry, data_offsets: [base + begin, base + end] as const }] as const;
    });
  });
  return { header: Object.fromEntries(entries), values: Buffer.concat(parts.map(({ values }) => values)) };
}

/** The parts under the names of ComfyUI. */
export async function comfyParts(): Promise<{ readonly [K in keyof typeof FILES]: Tensors }> {
  const wan = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(repoPath('test/fixtures/layouts/names-wan-vae.json'), 'utf8')));
  const stored = new Map(Object.entries(wan).map(([name, published]) => [published, name]));
  const [transformer, text, vae] = await Promise.all([
    readTensors(FILES.transformer),
    readTensors(FILES.text),
    readTensors(FILES.vae),
  ]);
  return {
    transformer: renamed(transformer, (name) => `model.diffusion_model.${name}`),
    text,
    vae: renamed(vae, (name) => stored.get(name) ?? name),
  };
}

/** @returns an installation with one whole pipeline. */
export async function comfyFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-comfyui-'));
  const { transformer, text, vae } = await comfyParts();
  await writeTensors(join(root, 'models/diffusion_models/qwen/tiny.safetensors'), transformer);
  await writeTensors(join(root, 'models/text_encoders/tiny_te.safetensors'), text);
  await writeTensors(join(root, 'models/vae/tiny_vae.safetensors'), vae);
  return root;
}
