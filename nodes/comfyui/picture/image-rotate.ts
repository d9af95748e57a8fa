/** ImageRotate: right angles, clockwise. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, link } from '../../../engine/comfyui/inputs.ts';

const ROTATIONS = ['none', '90 degrees', '180 degrees', '270 degrees'] as const;

function degrees(theirs: unknown): string {
  return theirs === 'none' ? '0' : String(theirs).replace(' degrees', '');
}

function rotation(ours: unknown): string {
  return ours === '0' ? 'none' : `${String(ours)} degrees`;
}

export const imageRotate = defineComfyNode({
  class: 'ImageRotate',
  title: 'Rotate Image',
  category: 'image/transform',
  schema: 'v3',
  inputs: { image: link('IMAGE'), rotation: combo(ROTATIONS) },
  outputs: [{ type: 'IMAGE' }],
  becomes: {
    type: 'turn-image',
    inputs: { image: 'image', rotation: { name: 'turn', ours: degrees, theirs: rotation } },
    fixed: { mirror: 'no' },
    outputs: ['image'],
  },
});
