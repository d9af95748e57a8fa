/** ComfyUI's nodes for pictures, masks, texts and numbers: as ComfyUI 0.33 describes them, and what they become. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toPrompt } from '../../engine/comfyui/export/to-prompt.ts';
import { objectInfo } from '../../engine/comfyui/object-info.ts';
import type { NodeInfo } from '../../engine/comfyui/prompts.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { Engine } from '../../engine/run/engine.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { maskNodes } from '../../nodes/comfyui/mask/index.ts';
import { pictureNodes } from '../../nodes/comfyui/picture/index.ts';
import { sizeNodes } from '../../nodes/comfyui/size/index.ts';
import { valueNodes } from '../../nodes/comfyui/value/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { repoPath } from '../inference/support/goldens.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/comfyui-protocol/pixel-nodes.json'), 'utf8'),
) as Readonly<Record<string, NodeInfo>>;

describe('the description of a node', () => {
  it.each(Object.entries(recorded))('is that of ComfyUI: %s', (name, theirs) => {
    const node = comfyNodes.get(name);
    const ours = node && objectInfo(node, { files: () => [], pictures: () => [] });
    expect(JSON.parse(JSON.stringify(ours))).toMatchObject(theirs);
  });
});

describe('a node that stands for one of theirs', () => {
  const ours = new Map(standardNodes.map((node) => [node.type, node]));
  const nodes = [sizeNodes, pictureNodes, maskNodes, valueNodes].flat();
  const counterparts = nodes.flatMap(({ class: name, inputs, outputs, becomes }) =>
    typeof becomes === 'function' ? [] : [{ name, inputs, outputs, becomes }],
  );

  it.each(counterparts.map((each) => [each.name, each] as const))('has its inputs and outputs: %s', (_name, each) => {
    const { type, inputs, fixed = {}, outputs } = each.becomes;
    const node = ours.get(type);
    const named = Object.values(inputs).map((own) => (typeof own === 'string' ? own : own.name));
    expect(Object.keys(node?.inputs ?? {})).toEqual(expect.arrayContaining([...named, ...Object.keys(fixed)]));
    expect(Object.keys(each.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
    expect(Object.keys(node?.outputs ?? {})).toEqual(expect.arrayContaining([...outputs]));
    expect(outputs).toHaveLength(each.outputs.length);
  });
});

type Prompt = Readonly<Record<string, readonly [name: string, inputs: Readonly<Record<string, unknown>>]>>;

const standard = standardServices({ modelFolders: [], inputFolders: [repoPath('test/fixtures/images')] });
afterAll(() => standard.close());
const engine = new Engine({ registry: new NodeRegistry(standardNodes), services: standard.services });

function imported(prompt: Prompt) {
  const json = Object.fromEntries(
    Object.entries(prompt).map(([id, [name, inputs]]) => [id, { class_type: name, inputs }]),
  );
  return readAnyWorkflow(Buffer.from(JSON.stringify(json)), 'prompt.json', undefined, FOREIGN_IMPORTERS);
}

const STITCH = { direction: 'up', match_image_size: true, spacing_width: 4, spacing_color: 'blue' } as const;
const PICTURE: Prompt = { 1: ['LoadImage', { image: 'a.png' }] };

/** Sizes of the pictures that a prompt shows, such as `160 x 96`, and its texts, sorted. */
async function shown(prompt: Prompt): Promise<readonly string[]> {
  const { workflow, issues } = imported(prompt);
  expect(issues).toEqual([]);
  const { outputs, failures } = await engine.run(workflow);
  expect(failures).toEqual([]);
  const found = Object.values(outputs).map((values) => {
    const { image, text } = values as { readonly image?: { readonly width: number; readonly height: number } } & {
      readonly text?: string;
    };
    return image ? `${image.width} x ${image.height}` : String(text);
  });
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

describe('a prompt runs', () => {
  const show = { 9: ['MaskPreview', { mask: ['8', 0] }] } as const;

  it.each<readonly [string, Prompt, readonly string[]]>([
    [
      'scaled in many ways',
      {
        2: ['ImageScale', { image: ['1', 0], upscale_method: 'bicubic', width: 0, height: 48, crop: 'disabled' }],
        3: ['ImageScaleBy', { image: ['2', 0], upscale_method: 'nearest-exact', scale_by: 2 }],
        4: [
          'ImageScaleToTotalPixels',
          { image: ['3', 0], upscale_method: 'lanczos', megapixels: 0.01, resolution_steps: 8 },
        ],
        5: ['ImageScaleToMaxDimension', { image: ['4', 0], upscale_method: 'area', largest_size: 64 }],
        6: ['GetImageSize', { image: ['5', 0] }],
        7: ['SolidMask', { value: 1, width: ['6', 0], height: ['6', 1] }],
        8: ['CropMask', { mask: ['7', 0], x: 4, y: 0, width: 512, height: 512 }],
        ...show,
      },
      ['60 x 38'],
    ],
    [
      'padded, laid on another, and masked',
      {
        2: ['ImagePadForOutpaint', { image: ['1', 0], left: 8, top: 0, right: 0, bottom: 16, feathering: 40 }],
        3: ['EmptyImage', { width: 200, height: 120, batch_size: 1, color: 255 }],
        4: [
          'ImageCompositeMasked',
          { destination: ['3', 0], source: ['2', 0], x: 40, y: 9, resize_source: false, mask: ['2', 1] },
        ],
        5: ['ImageToMask', { image: ['4', 0], channel: 'blue' }],
        6: ['GrowMask', { mask: ['5', 0], expand: 5, tapered_corners: true }],
        7: ['MaskComposite', { destination: ['6', 0], source: ['2', 1], x: 9, y: 9, operation: 'xor' }],
        8: ['FeatherMask', { mask: ['7', 0], left: 9, top: 0, right: 0, bottom: 3 }],
        ...show,
      },
      ['200 x 120'],
    ],
    [
      'turned and compared',
      {
        2: ['ImageRotate', { image: ['1', 0], rotation: '90 degrees' }],
        3: ['ImageFlip', { image: ['2', 0], flip_method: 'y-axis: horizontally' }],
        4: ['Canny', { image: ['3', 0], low_threshold: 0.1, high_threshold: 0.2 }],
        5: ['ImageInvert', { image: ['4', 0] }],
        6: ['ImageBlur', { image: ['5', 0], blur_radius: 3, sigma: 1 }],
        7: ['ImageCompare', { compare_view: { __value__: ['', ''] }, image_a: ['1', 0], image_b: ['6', 0] }],
      },
      ['328 x 160'],
    ],
    [
      'stitched out of a batch',
      {
        2: ['LoadImage', { image: 'c.png' }],
        10: ['RepeatImageBatch', { image: ['1', 0], amount: 2 }],
        13: ['ImageBatch', { image1: ['1', 0], image2: ['10', 0] }],
        3: ['BatchImagesNode', { 'images.image0': ['13', 0], 'images.image1': ['2', 0] }],
        11: ['ImageFromBatch', { image: ['3', 0], batch_index: 2, length: 2 }],
        12: ['RebatchImages', { images: ['11', 0], batch_size: 1 }],
        4: ['ImageFromBatch', { image: ['12', 0], batch_index: 1, length: 1 }],
        5: [
          'ImageStitch',
          {
            image1: ['1', 0],
            image2: ['4', 0],
            direction: 'down',
            match_image_size: true,
            spacing_width: 4,
            spacing_color: 'red',
          },
        ],
        6: ['GetImageSize', { image: ['3', 0] }],
        7: ['PreviewAny', { source: ['6', 2] }],
        8: ['ImageToMask', { image: ['5', 0], channel: 'red' }],
        ...show,
      },
      ['160 x 196', '4'],
    ],
    [
      'of texts and numbers',
      {
        2: ['PrimitiveStringMultiline', { value: ' a STAR ' }],
        3: ['StringTrim', { string: ['2', 0], mode: 'Both' }],
        4: ['CaseConverter', { string: ['3', 0], mode: 'Title Case' }],
        5: ['StringReplace', { string: ['4', 0], find: 'Star', replace: 'Moon' }],
        8: ['StringConcatenate', { string_a: ['5', 0], string_b: 'red', delimiter: ', ' }],
        9: ['PreviewAny', { source: ['8', 0] }],
        10: ['StringLength', { string: ['8', 0] }],
        11: ['ResolutionSelector', { aspect_ratio: '16:9 (Widescreen)', megapixels: 1, multiple: 8 }],
        12: ['PreviewAny', { source: ['10', 0] }],
        13: ['PreviewAny', { source: ['11', 0] }],
      },
      ['11', '1368', 'A Moon, red'],
    ],
  ])('%s', async (_name, prompt, expected) => {
    expect(await shown({ ...PICTURE, ...prompt })).toEqual(expected);
  });

  it('with the pictures of a node that runs once for each as a batch', async () => {
    const { workflow } = imported({
      ...PICTURE,
      2: ['ImageScaleBy', { image: ['1', 0], upscale_method: 'area', scale_by: 0.5 }],
      3: ['ImageFromBatch', { image: ['2', 0], batch_index: 2, length: 1 }],
      4: ['ImageCompare', { image_a: ['3', 0] }],
    });
    const inputs = { ...workflow.nodes['scale-by-factor']?.inputs, factor: { each: [0.5, 0.25] } };
    const nodes = { ...workflow.nodes, 'scale-by-factor': { type: 'scale-by-factor', inputs } };
    const { failures } = await engine.run({ ...workflow, nodes });
    expect(failures[0]?.message).toBe('There is no picture number 3: there are 2');
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['scale dimensions', { width: 40, height: 40, crop: 'center' }, '40 x 40'],
    ['scale by multiplier', { multiplier: 0.5 }, '80 x 48'],
    ['scale longer dimension', { longer_size: 100 }, '100 x 60'],
    ['scale shorter dimension', { shorter_size: 48 }, '80 x 48'],
    ['scale width', { width: 320 }, '320 x 192'],
    ['scale height', { height: 24 }, '40 x 24'],
    ['scale total pixels', { megapixels: 0.06 }, '324 x 194'],
    ['match size', { match: ['2', 0], crop: 'disabled' }, '100 x 75'],
    ['scale to multiple', { multiple: 50 }, '150 x 50'],
  ])('with a picture and a mask resized: %s', async (way, sizes, expected) => {
    const own = Object.fromEntries(Object.entries(sizes).map(([name, value]) => [`resize_type.${name}`, value]));
    const resized = { ...own, resize_type: way, scale_method: 'area' };
    const prompt: Prompt = {
      2: ['LoadImage', { image: 'c.png' }],
      3: ['ResizeImageMaskNode', { ...resized, input: ['1', 0] }],
      4: ['ImageCompare', { image_a: ['3', 0] }],
      5: ['ResizeImageMaskNode', { ...resized, input: ['1', 1] }],
      6: ['MaskPreview', { mask: ['5', 0] }],
    };
    expect(await shown({ ...PICTURE, ...prompt })).toEqual([expected, expected]);
  });
});

describe('a prompt is exported as it came', () => {
  const options = { theirs: comfyNodes, registry: new NodeRegistry(standardNodes), where: 'test' };
  const image = ['1', 0];

  it.each<readonly [string, Prompt]>([
    ['ImageScale', { 2: ['ImageScale', { image, upscale_method: 'area', width: 0, height: 48, crop: 'center' }] }],
    ['ImageStitch', { 2: ['ImageStitch', { ...STITCH, image1: image, image2: image }] }],
    ['GetImageSize', { 2: ['GetImageSize', { image }], 3: ['PreviewAny', { source: ['2', 1] }] }],
    [
      'BatchImagesNode',
      {
        2: ['BatchImagesNode', { 'images.image0': image, 'images.image1': image }],
        5: ['ImageFromBatch', { image: ['2', 0], batch_index: 0, length: 2 }],
        3: ['ImageFromBatch', { image: ['5', 0], batch_index: 1, length: 1 }],
        4: ['ImageFlip', { image: ['3', 0], flip_method: 'x-axis: vertically' }],
      },
    ],
    [
      'ResizeImageMaskNode',
      {
        2: [
          'ResizeImageMaskNode',
          {
            'input': image,
            'resize_type': 'scale shorter dimension',
            'resize_type.shorter_size': 64,
            'scale_method': 'area',
          },
        ],
      },
    ],
    [
      'GrowMask',
      {
        2: ['ImageToMask', { image, channel: 'green' }],
        3: ['GrowMask', { mask: ['2', 0], expand: -3, tapered_corners: false }],
        4: ['ThresholdMask', { mask: ['3', 0], value: 0.25 }],
      },
    ],
    [
      'ResolutionSelector',
      { 2: ['ResolutionSelector', { aspect_ratio: '9:16 (Portrait Widescreen)', megapixels: 2, multiple: 12 }] },
    ],
    ['CaseConverter', { 2: ['CaseConverter', { string: 'a', mode: 'UPPERCASE' }] }],
  ])('%s', (_name, prompt) => {
    const plain: Prompt = { 1: ['EmptyImage', { width: 64, height: 32, batch_size: 1, color: 255 }] };
    const whole = { ...plain, ...prompt };
    const written = Object.entries(toPrompt(imported(whole).workflow, options).file);
    expect(Object.fromEntries(written.map(([id, { class_type, inputs }]) => [id, [class_type, inputs]]))).toEqual(
      whole,
    );
  });
});

it('a value that has no counterpart is kept, and named', () => {
  const { workflow, issues } = imported({ ...PICTURE, 2: ['StringTrim', { string: 'a', mode: 'Middle' }] });
  expect(workflow.nodes['foreign-node']?.type).toBe('foreign-node');
  expect(issues.map(({ message }) => message)).toEqual([
    'Node 2 (StringTrim) asks for "Middle"; there are Both, Left, Right; it is kept as it is.',
  ]);
});
