/** PreviewAny: shows any value as text. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const previewAny = defineComfyNode({
  class: 'PreviewAny',
  title: 'Preview as Text',
  category: 'utilities',
  isOutput: true,
  inputs: { source: link('*') },
  outputs: [{ type: 'STRING' }],
  becomes: { type: 'preview-text', inputs: { source: 'value' }, outputs: ['text'] },
});
