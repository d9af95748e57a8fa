/** Trim text: no spaces and empty lines at its ends. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';

export const trimText = defineNode({
  type: 'trim-text',
  version: 1,
  title: 'Trim text',
  category: 'value',
  description: 'Cuts spaces and empty lines off the ends of a text.',
  inputs: {
    text: { kind: 'text', multiline: true, default: '', title: 'Text' },
    ends: { kind: 'choice', options: ['both', 'start', 'end'], default: 'both', title: 'Ends' },
  },
  outputs: { text: { socket: STRING, title: 'Text' } },
  run({ text, ends }) {
    if (ends === 'both') return { text: text.trim() };
    return { text: ends === 'start' ? text.trimStart() : text.trimEnd() };
  },
});
