/** StringTrim: no spaces at the ends. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, text } from '../../../engine/comfyui/inputs.ts';
import { choiceNamed } from '../choice-named.ts';

const ENDS: Readonly<Record<string, string>> = { Both: 'both', Left: 'start', Right: 'end' };

export const stringTrim = defineComfyNode({
  class: 'StringTrim',
  title: 'Trim Text',
  category: 'text',
  schema: 'v3',
  inputs: { string: text(undefined, { multiline: true }), mode: combo(Object.keys(ENDS)) },
  outputs: [{ type: 'STRING' }],
  becomes: { type: 'trim-text', inputs: { string: 'text', mode: choiceNamed('ends', ENDS) }, outputs: ['text'] },
});
