/** ResolutionSelector: width and height of an aspect ratio and an area. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, float, int } from '../../../engine/comfyui/inputs.ts';

const RATIOS = [
  '1:1 (Square)',
  '2:3 (Portrait Photo)',
  '3:2 (Photo)',
  '3:4 (Portrait Standard)',
  '4:3 (Standard)',
  '9:16 (Portrait Widescreen)',
  '16:9 (Widescreen)',
  '21:9 (Ultrawide)',
] as const;

/** Their ratio without its name. */
function ourRatio(theirs: unknown): string {
  return String(theirs).split(' ')[0] ?? '';
}

function theirRatio(ours: unknown): string | undefined {
  return RATIOS.find((ratio) => ourRatio(ratio) === ours);
}

export const resolutionSelector = defineComfyNode({
  class: 'ResolutionSelector',
  title: 'Resolution Selector',
  category: 'utilities',
  schema: 'v3',
  inputs: {
    aspect_ratio: combo(RATIOS, { default: RATIOS[0] }),
    megapixels: float(1, 0.1, 16, { step: 0.1 }),
    multiple: int(8, 8, 128, { step: 4, advanced: true }),
  },
  outputs: [
    { type: 'INT', name: 'width' },
    { type: 'INT', name: 'height' },
  ],
  becomes: {
    type: 'ratio-size',
    inputs: {
      aspect_ratio: { name: 'ratio', ours: ourRatio, theirs: theirRatio },
      megapixels: 'megapixels',
      multiple: { name: 'multiple', ours: String, theirs: Number },
    },
    outputs: ['width', 'height'],
  },
});
