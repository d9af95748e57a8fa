/** A folder of ComfyUI as a new user has it: whole models in files of their own, found and used by themselves. */
import { copyFile, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseParts } from '../../engine/host/image/choose-parts.ts';
import { makeImage } from '../../engine/host/image/make-image.ts';
import { withParts } from '../../engine/host/image/pipeline-parts.ts';
import { workflowFile } from '../../engine/host/workflow-file.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { compose } from '../../engine/host/compose.ts';
import { modelFolders } from '../../engine/host/places.ts';
import { lora } from '../lora/support.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { comfyFolder, comfyParts, joined, renamed, writeTensors } from '../support/comfyui-folder.ts';

const SETTINGS = { width: 64, height: 64, steps: 1, seed: 7, guidance: 2 } as const;
const PROMPT = 'a fox';

/** The files of {@link comfyFolder}. */
const PARTS = {
  transformer: 'qwen/tiny.safetensors',
  textEncoder: 'tiny_te.safetensors',
  vae: 'tiny_vae.safetensors',
};

const pictureOf = async (options: object): Promise<unknown> =>
  (await makeImage(PROMPT, { ...SETTINGS, ...options })).pixels;
const published = pictureOf({ model: 'tiny-random', models: [repoPath('models')] });

describe('the picture of a folder of ComfyUI', () => {
  it('is that of the same checkpoint as published, and names the files in its workflow', async () => {
    const { pixels, workflow } = await makeImage(PROMPT, { ...SETTINGS, models: [await comfyFolder()] });
    expect(pixels).toEqual(await published);
    expect(workflow.nodes['checkpoint']).toBeUndefined();
    expect(workflow.nodes['checkpoint-transformer']).toEqual({
      type: 'load-transformer',
      inputs: { transformer: 'qwen/tiny.safetensors' },
    });
  });

  it('is the same from one file that holds every part', async () => {
    const { transformer, text, vae } = await comfyParts();
    const root = await mkdtemp(join(tmpdir(), 'inkloom-comfyui-'));
    const whole = joined(
      transformer,
      renamed(text, (name) => `text_encoders.qwen25_7b.transformer.${name}`),
      renamed(vae, (name) => `vae.${name}`),
    );
    await writeTensors(join(root, 'checkpoints/aio.safetensors'), whole);
    expect(await pictureOf({ models: [root] })).toEqual(await published);
  });

  it('is refused for a folder without models, instead of one by the model that ships', async () => {
    const root = await mkdtemp(join(tmpdir(), 'inkloom-empty-'));
    const refusal = `No model was found in ${root}. Name the folder that holds "diffusion_models" or a checkpoint,`;
    await expect(chooseParts({ models: [root] })).rejects.toThrow(refusal);
    expect(await chooseParts({ models: [root], model: 'nano' })).toEqual({ model: 'nano' });
    await mkdir(join(root, 'loras'));
    await copyFile(lora('diffusers'), join(root, 'loras/ink.safetensors'));
    expect(await chooseParts({ models: [root] })).toEqual({});
  });

  it('needs a choice when there are several: the message says what to type', async () => {
    const root = await comfyFolder();
    const vae = join(root, 'models/vae/tiny_vae.safetensors');
    await copyFile(vae, join(root, 'models/vae/other.safetensors'));
    await expect(chooseParts({ models: [root] })).rejects.toThrow(
      'Several models are there. Choose: --model qwen/tiny.safetensors, --text-encoder tiny_te.safetensors, ' +
        '--vae other.safetensors | tiny_vae.safetensors',
    );
    expect(await chooseParts({ models: [root], vae: 'other.safetensors' })).toEqual({
      ...PARTS,
      vae: 'other.safetensors',
    });
  });

  it('is refused when a part is missing: the message says what to put where', async () => {
    const root = await comfyFolder();
    await rename(join(root, 'models/text_encoders'), join(root, 'elsewhere'));
    await expect(chooseParts({ models: [root] })).rejects.toThrow(
      'No whole model: qwen/tiny.safetensors (Qwen-Image) lacks a text encoder: put qwen_2.5_vl_7b_fp8_scaled.safe' +
        'tensors (Comfy-Org/Qwen-Image_ComfyUI) into text_encoders/, or type "inkloom models get Qwen-Image --only ' +
        'text-encoder". "inkloom models" lists all.',
    );
  });
});

it('parts of different models are refused when the run is planned', async () => {
  const models = [await comfyFolder(), repoPath('models')];
  const composed = await compose({ models, noCache: true }, () => {}, []);
  const workflow = withParts(await loadWorkflow(workflowFile('text-to-image')), { ...PARTS, textEncoder: 'nano' });
  const { failures, executed } = await composed.engine.run(workflow, { targets: ['decode'], foresee: true });
  await composed.close();
  expect(executed).toEqual([]);
  expect(failures).toMatchObject([
    {
      node: 'denoise',
      message: expect.stringMatching(/tiny\.safetensors has 64, .*nano.text_encoder has 256/) as unknown,
    },
  ]);
});

describe('places', () => {
  it('may be listed by extra_model_paths.yaml', async () => {
    const root = await comfyFolder();
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-paths-'));
    const file = join(folder, 'extra_model_paths.yaml');
    const lists =
      'diffusion_models: models/diffusion_models\n  text_encoders: |\n    models/clip\n    models/text_encoders';
    await writeFile(file, `comfyui:\n  base_path: ${root}\n  is_default: true\n  ${lists}\n  vae: models/vae\n`);
    expect(await chooseParts({ models: [file] })).toEqual(PARTS);
  });

  it.each([
    ['nowhere', 'nowhere: there is no such folder'],
    ['empty.yaml', 'empty.yaml: it lists no folders'],
    ['gone.yaml', 'gone.yaml: none of its folders exists, such as '],
    ['broken.yaml', 'broken.yaml: expected sections of folders'],
  ])('that cannot be used are refused: %s', async (name, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-paths-'));
    await writeFile(join(folder, 'empty.yaml'), '');
    await writeFile(join(folder, 'gone.yaml'), 'a:\n  vae: nowhere\n');
    await writeFile(join(folder, 'broken.yaml'), '- 1\n');
    expect(() => modelFolders([join(folder, name)])).toThrow(message);
  });

  it('include the cache of the Hub: the snapshot of main', async () => {
    const hub = await mkdtemp(join(tmpdir(), 'inkloom-hub-'));
    const repository = join(hub, 'models--Comfy-Org--Qwen-Image_ComfyUI');
    const split = join(repository, 'snapshots/abc/split_files/vae');
    await mkdir(split, { recursive: true });
    await mkdir(join(repository, 'refs'));
    await mkdir(join(repository, 'snapshots/old'));
    await writeFile(join(repository, 'refs/main'), 'abc');
    await writeTensors(join(split, 'tiny_vae.safetensors'), (await comfyParts()).vae);
    const root = await comfyFolder();
    await rename(join(root, 'models/vae'), join(root, 'elsewhere'));
    const vae = 'Comfy-Org/Qwen-Image_ComfyUI/split_files/vae/tiny_vae.safetensors';
    expect(await chooseParts({ models: [root, hub] })).toEqual({ ...PARTS, vae });
  });
});
