/** StringLength: the number of characters. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { text } from '../../../engine/comfyui/inputs.ts';

export const stringLength = defineComfyNode({
  class: 'StringLength',
  title: 'Text Length',
  category: 'text',
  schema: 'v3',
  inputs: { string: text(undefined, { multiline: true }) },
  outputs: [{ type: 'INT', name: 'length' }],
  becomes: { type: 'text-length', inputs: { string: 'text' }, outputs: ['length'] },
});
