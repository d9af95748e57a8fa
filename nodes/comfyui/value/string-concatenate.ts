/** StringConcatenate: two texts as one. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { text } from '../../../engine/comfyui/inputs.ts';

export const stringConcatenate = defineComfyNode({
  class: 'StringConcatenate',
  title: 'Concatenate Text',
  category: 'text',
  schema: 'v3',
  inputs: {
    string_a: text(undefined, { multiline: true }),
    string_b: text(undefined, { multiline: true }),
    delimiter: text(''),
  },
  outputs: [{ type: 'STRING' }],
  becomes: { type: 'join-texts', inputs: { string_a: 'a', string_b: 'b', delimiter: 'between' }, outputs: ['text'] },
});
