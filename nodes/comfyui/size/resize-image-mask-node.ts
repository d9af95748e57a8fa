/** ResizeImageMaskNode: a picture or a mask in another size, which is said in one of nine ways. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import type { Ours, Out } from '../../../engine/comfyui/export/ours.ts';
import { cases, combo, float, int, link } from '../../../engine/comfyui/inputs.ts';
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import { type Given, Untranslatable, type Native, wire } from '../../../engine/comfyui/translate/wire.ts';
import { CROPS, fit, kernel, METHODS } from './scale-method.ts';

const side = int(512, 0, 16_384, { step: 1 });
const crop = combo(CROPS, { default: 'center' });

export const resizeImageMaskNode = defineComfyNode({
  class: 'ResizeImageMaskNode',
  title: 'Resize Image/Mask',
  category: 'image/transform',
  schema: 'v3',
  inputs: {
    input: link('IMAGE,MASK', { sameAs: 'input_type' }),
    resize_type: cases({
      'scale dimensions': { width: side, height: side, crop },
      'scale by multiplier': { multiplier: float(1, 0.01, 8, { step: 0.01 }) },
      'scale longer dimension': { longer_size: side },
      'scale shorter dimension': { shorter_size: side },
      'scale width': { width: side },
      'scale height': { height: side },
      'scale total pixels': { megapixels: float(1, 0.01, 16, { step: 0.01 }) },
      'match size': { match: link('IMAGE,MASK'), crop },
      'scale to multiple': { multiple: int(8, 1, 16_384, { step: 1 }) },
    }),
    scale_method: combo(METHODS, { default: 'area' }),
  },
  outputs: [{ type: 'IMAGE,MASK', name: 'resized', sameAs: 'input_type' }],
  becomes(given, draft) {
    const isMask = given.socket('input') === 'mask';
    const image = asImage('input', given, draft);
    const resized = resize(image, given, draft);
    if (!isMask) return [wire(resized)];
    return [wire(draft.add('image-to-mask', { image: resized, channel: 'red' }).out('mask'))];
  },
  from: [
    {
      type: 'scale-to-side',
      write(ours, out) {
        ours.expect('side', 'shorter');
        const size = { 'resize_type.shorter_size': ours.value('pixels') };
        return write('scale shorter dimension', size, ours, out);
      },
    },
    {
      type: 'fit-multiple',
      write: (ours, out) => write('scale to multiple', { 'resize_type.multiple': ours.value('multiple') }, ours, out),
    },
  ],
});

/** A picture, or a mask as one. */
function asImage(input: string, given: Given, draft: Draft): Native {
  const value = given.value(input);
  return given.socket(input) === 'mask' ? draft.add('mask-to-image', { mask: value }).out('image') : value;
}

/** @returns a link to the picture in its new size. */
function resize(image: Native, given: Given, draft: Draft): Native {
  const method = given.constant('scale_method') ?? 'area';
  const value = (name: string): Native => given.value(`resize_type.${name}`);
  const ourKernel = kernel.ours?.(method);
  const ourFit = (): unknown => fit.ours?.(given.constant('resize_type.crop') ?? 'center');
  const add = (type: string, inputs: object): Native => draft.add(type, { image, ...inputs }).out('image');
  switch (given.constant('resize_type')) {
    case 'scale dimensions': {
      const size = { width: value('width'), height: value('height') };
      return add('resize-image', { ...size, fit: ourFit(), kernel: ourKernel });
    }
    case 'scale by multiplier':
      return add('scale-by-factor', { factor: value('multiplier'), method });
    case 'scale longer dimension':
      return add('scale-to-side', { side: 'longer', pixels: value('longer_size'), method });
    case 'scale shorter dimension':
      return add('scale-to-side', { side: 'shorter', pixels: value('shorter_size'), method });
    case 'scale width':
      return add('resize-image', { width: value('width'), height: 0, kernel: ourKernel });
    case 'scale height':
      return add('resize-image', { width: 0, height: value('height'), kernel: ourKernel });
    case 'scale total pixels':
      return add('scale-to-megapixels', { megapixels: value('megapixels'), method });
    case 'match size': {
      const size = draft.add('measure-image', { images: asImage('resize_type.match', given, draft) });
      const sides = { width: size.out('width'), height: size.out('height') };
      return add('resize-image', { ...sides, fit: ourFit(), kernel: ourKernel });
    }
    case 'scale to multiple':
      return add('fit-multiple', { multiple: value('multiple'), method });
    default:
      throw new Untranslatable(`asks for a size by "${String(given.constant('resize_type'))}"`);
  }
}

function write(
  way: string,
  size: Readonly<Record<string, Native>>,
  ours: Ours,
  out: Out,
): { readonly image: ReturnType<ReturnType<Out['add']>['out']> } {
  const inputs = { input: ours.value('image'), resize_type: way, ...size, scale_method: ours.value('method') };
  return { image: out.add('ResizeImageMaskNode', inputs).out(0) };
}
