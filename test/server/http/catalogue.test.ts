/** Node types, models, templates, token counts, and the description of the interface. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Catalogue, Template } from '../../../engine/protocol/index.ts';
import { loadWorkflow } from '../../../engine/workflow/load.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { CHECKPOINTS, repoPath } from '../../inference/support/goldens.ts';
import { sharedServer } from './http-support.ts';

describe('catalogue', () => {
  const shared = sharedServer({ models: [repoPath('models'), join(CHECKPOINTS, 'tiny-2.1')] });

  it('holds every node type as data', async () => {
    const { nodes } = await shared().json<Catalogue>('GET', '/api/catalogue');
    expect(nodes.map(({ type }) => type)).toEqual(standardNodes.map(({ type }) => type).toSorted());
    expect(nodes.find(({ type }) => type === 'save-image')).toMatchObject({
      terminal: true,
      title: 'Save image',
      inputs: {
        image: { kind: 'socket', socket: { name: 'image' } },
        format: { kind: 'choice', options: ['png', 'jpeg', 'webp'] },
      },
      outputs: { file: { socket: { name: 'file' } } },
    });
    expect(nodes.every(({ terminal }) => typeof terminal === 'boolean')).toBe(true);
  });

  it('is not sent again while it is unchanged', async () => {
    const first = await shared().send('GET', '/api/catalogue');
    const again = await shared().send('GET', '/api/catalogue', { 'if-none-match': String(first.headers['etag']) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('lists the models of the model folders', async () => {
    expect(await shared().json('GET', '/api/models')).toEqual({
      checkpoints: expect.arrayContaining(['nano', 'tiny-random']) as string[],
      controlNets: [],
      entries: expect.arrayContaining([
        {
          name: 'nano',
          kinds: ['checkpoint', 'transformer', 'textEncoder', 'vae'],
          model: 'Qwen-Image, QwenImageEditPlusPipeline',
          format: 'fp16',
          bytes: expect.any(Number) as number,
          fits: { text: 256, latent: 64, pixels: 3 },
          settings: { width: 128, height: 128, steps: 20, guidance: 2 },
          sizes: [[128, 128]],
        },
        expect.objectContaining({ name: 'tiny-random', isTest: true }),
        expect.objectContaining({ name: 'tiny-2.1', licence: 'Qwen Research License: non-commercial use only' }),
      ]) as unknown[],
      missing: [],
      commands: expect.objectContaining({
        'qwen_image_layered_vae.safetensors': 'inkloom models get Qwen-Image-Layered --only vae',
      }) as Record<string, string>,
    });
  });

  it('lists the workflows that ship, each with a picture', async () => {
    const templates = await shared().json<readonly Template[]>('GET', '/api/templates');
    expect(templates.length).toBeGreaterThan(10);
    expect(templates[0]?.name).toBe('text-to-image');
    for (const { name, title, picture, workflow } of templates) {
      expect(workflow).toEqual(await loadWorkflow(repoPath(`workflows/${name}.json`)));
      expect(title).toBe(workflow.name);
      const { status, headers } = await shared().send('GET', picture);
      expect([name, status, headers['content-type']]).toEqual([name, 200, expect.stringMatching(/^image\//)]);
    }
    expect((await shared().failure('GET', '/api/templates/nothing/picture')).status).toBe(404);
    expect((await shared().failure('GET', '/api/templates/..%2Fpackage/picture')).status).toBe(404);
  });

  it('counts the tokens of a prompt, and those of the prompt window', async () => {
    const count = (text: string): Promise<{ tokens: number; window: number }> =>
      shared().json('POST', '/api/tokens', { checkpoint: 'tiny-random', text });
    const [empty, words, more] = await Promise.all([
      count(''),
      count('a red star'),
      count('a red star, a blue square'),
    ]);
    expect(empty.tokens).toBe(0);
    expect(words.tokens).toBeGreaterThan(0);
    expect(more.tokens).toBeGreaterThan(words.tokens);
    expect(words.window - words.tokens).toBe(empty.window);
    expect(
      await shared().failure('POST', '/api/tokens', { checkpoint: '../models/tiny-random', text: '' }),
    ).toMatchObject({ status: 404, code: 'model-missing' });
    expect(await shared().failure('POST', '/api/tokens', { checkpoint: 'tiny-random' })).toMatchObject({
      status: 400,
      message: expect.stringContaining('"text"') as string,
    });
  });

  it('describes every address the editor uses', async () => {
    const { openapi, paths, components } = await shared().json<{
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, unknown> };
    }>('GET', '/api/openapi.json');
    expect(openapi).toBe('3.1.0');
    const source = await readFile(repoPath('editor/client/api.ts'), 'utf8');
    const used = [...source.matchAll(/(?:json<[^(]*|send)\('([A-Z]+)', [`'](\/api\/[^`'?]*)/g)].map(
      ([, method = '', path = '']) => `${method.toLowerCase()} ${path.replaceAll(/\$\{at\((\w+)\)\}/g, '{$1}')}`,
    );
    expect(used.length).toBeGreaterThan(25);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described).toEqual(expect.arrayContaining([...new Set(used)]));
    expect(paths['/api/inputs']?.['post']).toMatchObject({
      requestBody: { content: { 'multipart/form-data': { schema: { properties: { image: { format: 'binary' } } } } } },
    });
    const text = JSON.stringify(paths) + JSON.stringify(components);
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(components.schemas).toHaveProperty(name);
  });
});
