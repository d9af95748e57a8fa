/** Pictures that carry ComfyUI's texts: what its editor finds in them. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { withComfyTexts } from '../../engine/comfyui/metadata.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { comfyTexts } from '../../engine/host/comfyui/export-comfyui.ts';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { chunksOf } from '../../engine/workflow/picture/png-chunks.ts';
import { standardNodes } from '../../nodes/index.ts';

const prompt = {
  '1': { class_type: 'LoadImage', inputs: { image: 'star.png' }, _meta: { title: 'Stern ★' } },
  '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'é' }, _meta: { title: 'Save Image' } },
};

function read(bytes: Uint8Array) {
  return readAnyWorkflow(bytes, 'file', undefined, FOREIGN_IMPORTERS).workflow;
}

describe('a picture with texts for ComfyUI', async () => {
  const options = { registry: new NodeRegistry(standardNodes), where: 'test' };
  const workflow = read(Buffer.from(JSON.stringify(prompt)));
  const bare = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const picture = withComfyTexts(bare, comfyTexts(workflow, options));

  it('has them in the chunks and letters that every version of it reads', () => {
    const texts = [...chunksOf(picture)].filter(({ type }) => type === 'tEXt');
    const named = texts.map(({ data }) => Buffer.from(data).toString('latin1').split('\0'));
    expect(named.map(([keyword]) => keyword)).toEqual(['prompt', 'workflow']);
    expect(named.every(([, text = '']) => /^[\u0020-\u007e]+$/.test(text))).toBe(true);
    const given = named.find(([keyword]) => keyword === 'prompt')?.[1] ?? '';
    expect(JSON.parse(given)).toEqual(prompt);
  });

  it('opens as the same workflow, and has each text once', () => {
    const again = withComfyTexts(picture, comfyTexts(read(picture), options));
    expect(read(again).nodes).toMatchObject({ 'load-image': { title: 'Stern ★', inputs: { image: 'star.png' } } });
    expect([...chunksOf(again)].filter(({ type }) => type === 'tEXt')).toHaveLength(2);
  });

  it('is any other picture as it was', () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff);
    expect(withComfyTexts(jpeg, { prompt: '{}', workflow: '{}' })).toBe(jpeg);
  });
});
