/** Text length: how many characters a text has. */
import { defineNode } from '../../engine/graph/define.ts';
import { INT } from '../../engine/graph/socket.ts';

export const textLength = defineNode({
  type: 'text-length',
  version: 1,
  title: 'Text length',
  category: 'value',
  description: 'Counts the characters of a text.',
  inputs: { text: { kind: 'text', multiline: true, default: '', title: 'Text' } },
  outputs: { length: { socket: INT, title: 'Length', tooltip: 'In Unicode characters.' } },
  run: ({ text }) => ({ length: Array.from(text).length }),
});
