/** StringReplace: one text for another. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { text } from '../../../engine/comfyui/inputs.ts';

export const stringReplace = defineComfyNode({
  class: 'StringReplace',
  title: 'Replace Text',
  category: 'text',
  schema: 'v3',
  inputs: {
    string: text(undefined, { multiline: true }),
    find: text(undefined, { multiline: true }),
    replace: text(undefined, { multiline: true }),
  },
  outputs: [{ type: 'STRING' }],
  becomes: {
    type: 'replace-text',
    inputs: { string: 'text', find: 'find', replace: 'replacement' },
    outputs: ['text'],
  },
});
