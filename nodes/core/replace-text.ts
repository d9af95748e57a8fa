/** Replace text: one text for another, wherever it occurs. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';

export const replaceText = defineNode({
  type: 'replace-text',
  version: 1,
  title: 'Replace text',
  category: 'value',
  description: 'Puts a text in the place of another, wherever that occurs. An empty one to find occurs nowhere.',
  inputs: {
    text: { kind: 'text', multiline: true, default: '', title: 'Text' },
    find: { kind: 'text', multiline: true, default: '', title: 'Find' },
    replacement: { kind: 'text', multiline: true, default: '', title: 'Replacement' },
  },
  outputs: { text: { socket: STRING, title: 'Text' } },
  run: ({ text, find, replacement }) => ({ text: find === '' ? text : text.split(find).join(replacement) }),
});
