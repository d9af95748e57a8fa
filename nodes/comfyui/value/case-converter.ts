/** CaseConverter: capitals and small letters. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, text } from '../../../engine/comfyui/inputs.ts';
import { choiceNamed } from '../choice-named.ts';

const CASES: Readonly<Record<string, string>> = {
  'UPPERCASE': 'upper',
  'lowercase': 'lower',
  'Capitalize': 'capitalised',
  'Title Case': 'title',
};

export const caseConverter = defineComfyNode({
  class: 'CaseConverter',
  title: 'Convert Text Case',
  category: 'text',
  schema: 'v3',
  inputs: { string: text(undefined, { multiline: true }), mode: combo(Object.keys(CASES)) },
  outputs: [{ type: 'STRING' }],
  becomes: { type: 'change-case', inputs: { string: 'text', mode: choiceNamed('to', CASES) }, outputs: ['text'] },
});
