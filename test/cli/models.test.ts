/** The list of `inkloom models`, and the findings of `models check`. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, open, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { models } from '../../engine/cli/commands/models.ts';
import { blockStarts } from '../../nodes/services/content-digest.ts';
import { lora } from '../lora/support.ts';
import { comfyFolder } from '../support/comfyui-folder.ts';

/** The output of the command, and its exit code. */
async function run(...args: readonly string[]): Promise<{ readonly text: string; readonly code: number }> {
  const lines: string[] = [];
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    const code = await models(args);
    return { code, text: lines.join('') };
  } finally {
    output.mockRestore();
  }
}

/** Large enough to be known by samples. */
const SIZE = 2 ** 26 + 2 ** 20;
const TRANSFORMER = 'models/diffusion_models/qwen/tiny.safetensors';

describe('inkloom models', () => {
  it('lists models by kind: name, model, format and size, but none that was made for tests', async () => {
    const root = await comfyFolder();
    const { text, code } = await run('--models', root);
    expect(text).toMatch(/^Whole models\n {2}nano {2}Qwen-Image, QwenImageEditPlusPipeline {2}fp16 {2}28\.\d MiB$/m);
    expect(text).toMatch(/^Transformers\n {2}qwen\/tiny\.safetensors {2}Qwen-Image {2}bf16 {2}1\.4 MiB$/m);
    expect(text).toMatch(/^Text encoders\n {2}tiny_te\.safetensors {2}Qwen2\.5-VL {2}bf16 {2}19\.2 MiB$/m);
    expect(text).toMatch(/^VAEs\n {2}tiny_vae\.safetensors {2}Qwen-Image VAE {2}bf16 {2}1\.8 MiB$/m);
    expect(text).not.toContain('tiny-random');
    expect(text).not.toContain('Missing');
    expect((await run('--models', root, '--all')).text).toContain('tiny-random');
    expect(code).toBe(0);
  });

  it('says what is missing and which files are of no use, as data too', async () => {
    const root = await comfyFolder();
    await rename(join(root, 'models/vae'), join(root, 'elsewhere'));
    await writeFile(join(root, 'models/text_encoders/broken.gguf'), 'no model');
    const { text } = await run('--models', root, '--json');
    const { missing, models: listed } = JSON.parse(text) as { missing: string[]; models: { name: string }[] };
    expect(missing).toEqual([
      'qwen/tiny.safetensors (Qwen-Image) lacks a VAE: put qwen_image_vae.safetensors (Comfy-Org/Qwen-Image_ComfyUI) ' +
        'into vae/, or type "inkloom models get Qwen-Image --only vae"',
    ]);
    expect(listed).toContainEqual(expect.objectContaining({ name: 'broken.gguf', kinds: [], model: 'unreadable' }));
  });

  it('says once what several transformers lack', async () => {
    const root = await comfyFolder();
    await rename(join(root, 'models/vae'), join(root, 'elsewhere'));
    for (const name of ['b', 'c', 'd'])
      await copyFile(join(root, TRANSFORMER), join(root, `models/diffusion_models/${name}.safetensors`));
    const { missing } = JSON.parse((await run('--models', root, '--json')).text) as { missing: string[] };
    expect(missing).toEqual([
      expect.stringMatching(
        /^b\.safetensors, c\.safetensors, d\.safetensors and 1 more \(Qwen-Image\) lack a VAE: put /,
      ),
    ]);
  });

  it('lists LoRAs with what they were made for, their kind and rank, and those that cannot be read', async () => {
    const root = await comfyFolder();
    const loras = join(root, 'models/loras');
    await mkdir(join(loras, 'style'), { recursive: true });
    await copyFile(lora('dora'), join(loras, 'style/dora.safetensors'));
    await copyFile(lora('lokr'), join(loras, 'lokr.safetensors'));
    await writeFile(join(loras, 'broken.safetensors'), 'no LoRA');
    const { text } = await run('--models', root);
    expect(text).toMatch(/^LoRAs\n {2}lokr\.safetensors +for Qwen-Image or Qwen-Image-Edit {2}LoKr, fp32 +32\.8 KiB$/m);
    expect(text).toMatch(
      /^ {2}style\/dora\.safetensors +for Qwen-Image .* {2}LoRA with DoRA, rank 2, fp32 +37\.8 KiB$/m,
    );
    expect(text).toMatch(/^Cannot be read\n {2}broken\.safetensors {2}.*broken\.safetensors/m);
    expect(text).not.toContain('no family');
  });

  it.each([[['check']], [['check', 'a', 'b']], [['list']]])('refuses %j', async (args) => {
    await expect(models(args)).rejects.toThrow('Expected: inkloom models, inkloom models check NAME, or');
  });

  it('suggests the name of a model that is there', async () => {
    await expect(models(['check', 'nanu'])).rejects.toThrow('There is no model "nanu". Did you mean "nano"?');
  });

  it.each([
    ['Qwen-Image-Edit-2511', 'inkloom models get Qwen-Image-Edit-2511'],
    ['qwen_image_vae.safetensors', 'inkloom models get Qwen-Image-Edit-2511 --only vae'],
    ['Qwen_Image-Q6_K.gguf', 'inkloom models get Qwen-Image --format gguf:Q6_K --only transformer'],
    ['Qwen-Image-Lightning-4steps-V2.0-bf16.safetensors', 'inkloom models get Qwen-Image-Lightning-4steps-V2.0-bf16'],
  ])('names the command that gets %s', async (name, command) => {
    await expect(models(['check', name])).rejects.toThrow(`There is no model "${name}". Get it: ${command}`);
  });
});

describe('inkloom models check', () => {
  it('opens the model, and prints the digest that repositories publish', async () => {
    const root = await comfyFolder();
    const { text, code } = await run('check', 'tiny_vae.safetensors', '--models', root);
    const bytes = await readFile(join(root, 'models/vae/tiny_vae.safetensors'));
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(text).toContain(`  ${digest}  ${join(root, 'models/vae/tiny_vae.safetensors')}\nIt is sound.\n`);
    expect(code).toBe(0);
  });

  it('reads a LoRA too', async () => {
    const root = await comfyFolder();
    await mkdir(join(root, 'models/loras'));
    await copyFile(lora('dora'), join(root, 'models/loras/dora.safetensors'));
    const { text, code } = await run('check', 'dora.safetensors', '--models', root);
    expect(text).toMatch(/^dora\.safetensors: for Qwen-Image or Qwen-Image-Edit, LoRA with DoRA, rank 2, fp32, /);
    expect(text).toContain('It is sound.');
    expect(code).toBe(0);
  });

  it('compares the bytes with those it read before, where size, header and samples are the same', async () => {
    const root = await comfyFolder();
    const cache = await mkdtemp(join(tmpdir(), 'inkloom-cache-'));
    const file = join(root, 'models/vae/large.safetensors');
    const handle = await open(file, 'w');
    await handle.truncate(SIZE);
    const check = () => run('check', 'large.safetensors', '--models', root, '--cache', cache);
    expect((await check()).text).not.toContain('other bytes');
    expect((await check()).text).not.toContain('other bytes');
    await handle.write('x', (blockStarts(SIZE)[3] ?? 0) - 1);
    await handle.close();
    expect((await check()).text).toContain(`${file} holds other bytes than when it was last read. Get it again`);
  });

  it('fails for a file that is cut short', async () => {
    const root = await comfyFolder();
    const handle = await open(join(root, TRANSFORMER), 'r+');
    await handle.truncate(1_000_000);
    await handle.close();
    const { text, code } = await run('check', 'qwen/tiny.safetensors', '--models', root);
    expect(text).toContain('tiny.safetensors is incomplete: expected 14');
    expect(code).toBe(1);
  });
});
