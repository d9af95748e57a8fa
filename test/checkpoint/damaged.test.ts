// Checkpoints that are damaged, incomplete or not what their config says: every error names file, tensor and field.
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { readSafetensorsHeader } from '../../inference/checkpoint/safetensors-header.ts';
import { openPipelineFolder } from '../../inference/families/qwen-image/pipeline-folder.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import { Tokenizer } from '../../inference/text/tokenizer/tokenizer.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { CHECKPOINTS, TINY } from '../inference/support/goldens.ts';
import { copyComponent, editConfig, readAll, writeAll } from '../inference/support/temporary-checkpoint.ts';

const WEIGHTS = 'diffusion_pytorch_model.safetensors';
const SHARDED = join(CHECKPOINTS, 'tiny-t2i-sharded/transformer');
const SECOND_SHARD = 'diffusion_pytorch_model-00002-of-00002.safetensors';
const INDEX = `${WEIGHTS}.index.json`;

const transformerCopy = (): Promise<string> => copyComponent(join(TINY, 'transformer'));

async function changeTensors(
  dir: string,
  change: (tensors: Awaited<ReturnType<typeof readAll>>) => void,
): Promise<void> {
  const file = join(dir, WEIGHTS);
  const tensors = await readAll(file);
  change(tensors);
  await writeAll(file, tensors);
}

/** A safetensors file with this header, followed by `bytes` zeros. */
async function fileWith(header: string | object, bytes = 0): Promise<string> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'x.safetensors');
  await writeFile(path, Buffer.concat([length, json, Buffer.alloc(bytes)]));
  return path;
}

const entry = (dtype: string, shape: number[], begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('weight files are refused', () => {
  it('when a shard is missing', async () => {
    const dir = await copyComponent(SHARDED);
    await rm(join(dir, SECOND_SHARD));
    await expect(Transformer.plan({ dir })).rejects.toMatchObject({
      code: 'file-missing',
      details: { file: join(dir, SECOND_SHARD) },
    });
    await rm(join(dir, INDEX));
    await expect(Transformer.plan({ dir })).rejects.toThrow(`missing shard ${SECOND_SHARD}`);
  });

  it('when cut short anywhere, before they are mapped', async () => {
    const dir = await transformerCopy();
    const file = join(dir, WEIGHTS);
    const { length } = await readFile(file);
    for (const bytes of [length - 1, Math.floor(length / 2), 4000, 7, 0]) {
      await truncate(file, bytes);
      const refused = Transformer.plan({ dir });
      await expect(refused).rejects.toMatchObject({
        code: 'file-truncated',
        details: { file, received: expect.stringContaining(`${bytes} bytes`) },
      });
      await expect(refused).rejects.toThrow('Download it again');
    }
  });

  it.each([
    ['no JSON', '{"a": ', 0, 'is not a JSON object'],
    ['an entry without offsets', { a: { dtype: 'F32', shape: [1] } }, 4, 'tensor a: unreadable header entry'],
    ['an unknown dtype', { a: entry('F12', [1], 0, 4) }, 4, 'unknown dtype: expected one of BOOL'],
    ['a range that does not fit the shape', { a: entry('F32', [2], 0, 4) }, 4, 'expected 8 bytes, received 4 bytes'],
    ['overlapping tensors', { a: entry('F32', [1], 0, 4), b: entry('F32', [1], 0, 4) }, 4, 'leave a gap or overlap'],
    ['a gap', { a: entry('F32', [1], 4, 8) }, 8, 'leave a gap or overlap'],
    ['bytes behind the last tensor', { a: entry('F32', [1], 0, 4) }, 5, 'holds bytes after the last tensor'],
  ])('when the header has %s', async (_name, header, bytes, message) => {
    const file = await fileWith(header, bytes);
    const refused = readSafetensorsHeader(file);
    await expect(refused).rejects.toMatchObject({ code: 'file-malformed', details: { file } });
    await expect(refused).rejects.toThrow(message);
  });

  it('when they are no safetensors files', async () => {
    const file = await fileWith('');
    await writeFile(file, 'PK\u0003\u0004 this is a zip archive, or so it says');
    await expect(readSafetensorsHeader(file)).rejects.toMatchObject({ code: 'file-malformed' });
  });

  it('when they are Git LFS pointers, as every JSON file beside them is', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 253806278\n`;
    const dir = await transformerCopy();
    const [file, config] = [join(dir, WEIGHTS), join(dir, 'config.json')];
    await writeFile(file, pointer);
    const sentence =
      'is a Git LFS pointer in the place of the file of 253806278 bytes. Type "git lfs pull" in its folder';
    await expect(Transformer.plan({ dir })).rejects.toMatchObject({ code: 'file-truncated', details: { file } });
    await expect(Transformer.plan({ dir })).rejects.toThrow(`${file} ${sentence}`);
    await writeFile(config, pointer);
    await expect(Transformer.plan({ dir })).rejects.toThrow(`${config} ${sentence}`);
    const tokenizer = await copyComponent(join(TINY, 'tokenizer'));
    await writeFile(join(tokenizer, 'tokenizer.json'), pointer);
    await expect(Tokenizer.load(tokenizer)).rejects.toThrow(`${join(tokenizer, 'tokenizer.json')} ${sentence}`);
    const sharded = await copyComponent(SHARDED);
    await writeFile(join(sharded, INDEX), pointer);
    await expect(Transformer.plan({ dir: sharded })).rejects.toThrow(`${join(sharded, INDEX)} ${sentence}`);
  });

  it('when two sets have names that prefer none', async () => {
    const dir = await transformerCopy();
    await rename(join(dir, WEIGHTS), join(dir, 'one.safetensors'));
    expect([...(await openComponent(dir)).names()]).toContain('img_in.weight');
    await cp(join(dir, 'one.safetensors'), join(dir, 'two.safetensors'));
    await expect(openComponent(dir)).rejects.toThrow('received one.safetensors, two.safetensors');
  });
});

describe('tensors are refused', () => {
  it('with another shape than config.json describes', async () => {
    const dir = await transformerCopy();
    await changeTensors(dir, (tensors) => {
      const tensor = tensors.get('img_in.weight');
      if (tensor) tensors.set('img_in.weight', { ...tensor, shape: tensor.shape.toReversed() });
    });
    await expect(Transformer.plan({ dir })).rejects.toMatchObject({
      code: 'tensor-mismatch',
      details: { file: join(dir, WEIGHTS), tensor: 'img_in.weight', expected: '[96, 64]', received: '[64, 96]' },
    });
  });

  it('with a dtype that no kernel takes', async () => {
    const dir = await transformerCopy();
    await changeTensors(dir, (tensors) => {
      const tensor = tensors.get('proj_out.bias');
      if (tensor) tensors.set('proj_out.bias', { ...tensor, dtype: 'I16' });
    });
    await expect(Transformer.plan({ dir })).rejects.toMatchObject({
      code: 'tensor-mismatch',
      details: { tensor: 'proj_out.bias', expected: 'F32, F16, BF16, F8_E4M3, F8_E5M2', received: 'I16' },
    });
  });

  it('when some are missing, and all of these are listed', async () => {
    const dir = await transformerCopy();
    await changeTensors(dir, (tensors) => {
      tensors.delete('txt_norm.weight');
      tensors.delete('transformer_blocks.1.attn.to_q.bias');
    });
    const refused = Transformer.plan({ dir });
    await expect(refused).rejects.toMatchObject({
      code: 'tensor-missing',
      details: { tensor: 'txt_norm.weight', received: 'no such tensor' },
    });
    await expect(refused).rejects.toThrow('transformer_blocks.1.attn.to_q.bias');
  });
});

describe('a config is refused', () => {
  it('when it has more layers than the tensors', async () => {
    const dir = await transformerCopy();
    await editConfig(dir, { num_layers: 3 });
    const refused = Transformer.plan({ dir });
    await expect(refused).rejects.toMatchObject({
      code: 'tensor-missing',
      details: { tensor: expect.stringContaining('transformer_blocks.2.') },
    });
    await expect(refused).rejects.toThrow('the weights do not fit config.json');
  });

  it('when it has fewer layers than the tensors', async () => {
    const dir = await transformerCopy();
    await editConfig(dir, { num_layers: 1 });
    await expect(Transformer.plan({ dir })).rejects.toThrow(
      'config.json does not describe 32 of the tensors, for example transformer_blocks.1.',
    );
  });

  it.each([
    ['attention_head_dim', { attention_head_dim: 48 }, 'axes_dims_rope: must add up to attention_head_dim'],
    ['num_layers', { num_layers: 'two' }, 'num_layers: '],
    ['_class_name', { _class_name: 'FluxTransformer2DModel' }, 'only QwenImageTransformer2DModel is supported'],
    ['guidance_embeds', { guidance_embeds: true }, 'guidance-distilled checkpoints are not supported'],
  ])('when a field is wrong or contradicts another: %s', async (_field, change, message) => {
    const dir = await transformerCopy();
    await editConfig(dir, change);
    const refused = Transformer.plan({ dir });
    await expect(refused).rejects.toMatchObject({
      code: 'config-invalid',
      details: { file: join(dir, 'config.json') },
    });
    await expect(refused).rejects.toThrow(message);
  });

  it('when a text encoder has more layers than its tensors', async () => {
    const dir = await copyComponent(join(TINY, 'text_encoder'));
    const config = JSON.parse(await readFile(join(dir, 'config.json'), 'utf8')) as { text_config?: object };
    await editConfig(dir, {
      num_hidden_layers: 9,
      ...(config.text_config ? { text_config: { ...config.text_config, num_hidden_layers: 9 } } : {}),
    });
    await expect(TextEncoder.plan({ dir })).rejects.toMatchObject({ code: 'tensor-missing' });
  });

  it('when a VAE has the wrong number of channel means', async () => {
    const dir = await copyComponent(join(TINY, 'vae'));
    await editConfig(dir, { latents_mean: [0] });
    await expect(Vae.plan({ dir })).rejects.toThrow('latents_mean: must hold 16 values (z_dim), holds 1');
  });
});

describe('a checkpoint folder', () => {
  async function folder(): Promise<string> {
    const dir = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'checkpoint');
    await cp(TINY, dir, { recursive: true });
    return dir;
  }

  it('is refused without a component', async () => {
    const dir = await folder();
    await rm(join(dir, 'vae'), { recursive: true });
    await expect(openPipelineFolder(dir)).rejects.toThrow(
      `Component folder "vae" of the checkpoint not found: ${join(dir, 'vae')}`,
    );
  });

  it('is refused when its parts do not fit each other', async () => {
    const dir = await folder();
    await editConfig(join(dir, 'transformer'), { in_channels: 32 });
    await expect(openPipelineFolder(dir)).rejects.toMatchObject({
      code: 'config-invalid',
      details: { field: 'in_channels', expected: '64', received: '32' },
    });
  });

  it('may be made of links, as the hub cache is', async () => {
    const root = await mkdtemp(join(tmpdir(), 'inkloom-'));
    const [blobs, snapshot] = [join(root, 'blobs'), join(root, 'snapshots/abc/transformer')];
    await mkdir(blobs);
    await mkdir(snapshot, { recursive: true });
    for (const name of ['config.json', WEIGHTS]) {
      await cp(join(TINY, 'transformer', name), join(blobs, `blob-of-${name}`));
      await symlink(`../../../blobs/blob-of-${name}`, join(snapshot, name));
    }
    const model = await Transformer.load(snapshot, { precision: 'cast' });
    expect(model.config.layers).toBe(2);
    await model.release();
    await rm(join(blobs, `blob-of-${WEIGHTS}`));
    await expect(Transformer.plan({ dir: snapshot })).rejects.toMatchObject({
      code: 'file-missing',
      details: { file: join(snapshot, WEIGHTS) },
    });
  });
});
