// Files that are not read say what they are, and which file to get instead.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { writeAll } from '../../inference/support/temporary-checkpoint.ts';
import { ggufHeader, writeGguf } from './write-gguf.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

async function fileOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(await folder(), name);
  await writeFile(path, bytes);
  return path;
}

/** A safetensors file with tensors of these names, in bytes. */
async function tensorsNamed(names: Readonly<Record<string, string>>): Promise<string> {
  const path = join(await folder(), 'model.safetensors');
  const tensors = Object.entries(names).map(([name, text]) => {
    const data = Buffer.from(text);
    return [name, { dtype: 'U8', shape: [data.length], data }] as const;
  });
  await writeAll(path, new Map(tensors));
  return path;
}

describe('files of other formats', () => {
  it.each([
    ['sd.ckpt', 'PK\u0003\u0004archive/data.pkl', 'is a PyTorch file', 'Get the same model as .safetensors or .gguf'],
    ['sd.bin', Uint8Array.of(0x80, 2, 0x7d, 0x71), 'is a pickle of PyTorch', '.safetensors or .gguf'],
    [
      'page.safetensors',
      '<!DOCTYPE html><html>Log in</html>',
      'is a web page, not a model',
      'Download the file itself',
    ],
    ['model.gguf', Uint8Array.of(0x1f, 0x8b, 8, 0), 'is a compressed archive (.gz)', 'Unpack it first'],
  ])('%s', async (name, bytes, what, instead) => {
    const path = await fileOf(name, bytes);
    for (const opened of [path, join(path, '..')]) {
      const refused = openComponent(opened);
      await expect(refused).rejects.toMatchObject({ code: 'file-malformed', details: { file: path } });
      await expect(refused).rejects.toThrow(`${path} ${what}`);
      await expect(refused).rejects.toThrow(instead);
    }
  });
});

describe('encodings of other programs', () => {
  it.each([
    ['transformer_blocks.0.attn.to_qkv.wscales', 'Nunchaku (SVDQuant)'],
    ['transformer_blocks.0.attn.to_q.qzeros', 'GPTQ or AWQ'],
    ['transformer_blocks.0.attn.to_q.weight.quant_state.bitsandbytes__nf4', 'bitsandbytes (NF4)'],
  ])('%s', async (tensor, name) => {
    const path = await tensorsNamed({ [tensor]: 'x' });
    await expect(openComponent(path)).rejects.toThrow(`${path} is quantised by ${name}`);
    await expect(openComponent(path)).rejects.toThrow('Get the same model as bf16, fp8, int8 (int8_convrot) or GGUF');
  });

  it('a layer that names an unknown encoding', async () => {
    const path = await tensorsNamed({ 'a.weight': 'x', 'a.comfy_quant': '{"format": "float3"}' });
    await expect(openComponent(path)).rejects.toThrow(`${path}: layer a is encoded as "float3", which is not read`);
  });

  it.each([
    ['no JSON', { 'a.weight': 'x', 'a.comfy_quant': '{' }, 'the encoding of layer a cannot be read'],
    ['scales that do not fit', fp8({ 'a.weight_scale': 'xy' }), 'a.weight_scale: expected 1 or 4 values, received [2]'],
    ['another type of values', { 'a.weight': 'x', 'a.comfy_quant': '{"format": "int8_tensorwise"}' }, 'expected I8'],
  ])('a layer with %s', async (_name, tensors, message) => {
    await expect(openComponent(await tensorsNamed(tensors))).rejects.toThrow(message);
  });
});

/** A layer of floats of 8 bits as older writers store them. */
function fp8(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { 'a.weight': 'wxyz', 'a.comfy_quant': '{"format": "float8_e4m3fn"}', ...more };
}

describe('GGUF files', () => {
  it.each([
    [16, 'IQ2_XXS'],
    [9, 'Q8_1'],
    [34, 'TQ1_0'],
    [41, 'Q1_0'],
    [99, 'number 99'],
  ])('in type %i', async (type, name) => {
    const path = join(await folder(), 'model.gguf');
    await writeGguf(path, [{ name: 'w', shape: [2, 256], type, data: new Uint8Array(512) }]);
    const refused = openComponent(path);
    await expect(refused).rejects.toThrow(`tensor w: its quantisation ${name} is not read; these are: F32, F16, BF16`);
    await expect(refused).rejects.toMatchObject({ code: 'file-malformed', details: { file: path, tensor: 'w' } });
  });

  it.each<[string, number[], string]>([
    ['of version 1', [4, 1], 'version 1; versions 2 and 3 are read'],
    ['of the other byte order', [4, 0, 0, 0, 3], 'it is big-endian'],
    ['with rotated weights', [], 'its weights are rotated'],
  ])('%s', async (what, [at, ...bytes], message) => {
    const header = ggufHeader([], what.includes('rotated') ? { 'quant.convrot.groupsize': '256' } : {});
    if (at !== undefined) header.set(bytes, at);
    await expect(openComponent(await fileOf('model.gguf', header))).rejects.toThrow(message);
  });

  it('whose rows do not divide into blocks', async () => {
    const path = join(await folder(), 'model.gguf');
    await writeGguf(path, [{ name: 'w', shape: [2, 40], type: 8, data: new Uint8Array(86) }]);
    await expect(openComponent(path)).rejects.toThrow('rows of 40 values do not divide into blocks of 32');
  });

  it('side by side in a folder, of which one has to be named', async () => {
    const dir = await folder();
    for (const name of ['a.gguf', 'b.gguf']) await writeGguf(join(dir, name), []);
    await expect(openComponent(dir)).rejects.toThrow('expected one .gguf file; received a.gguf, b.gguf');
  });
});
