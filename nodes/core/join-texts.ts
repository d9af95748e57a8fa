/** Join texts: two texts as one. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';

export const joinTexts = defineNode({
  type: 'join-texts',
  version: 1,
  title: 'Join texts',
  category: 'value',
  description: 'Writes one text after another.',
  inputs: {
    a: { kind: 'text', multiline: true, default: '', title: 'First' },
    b: { kind: 'text', multiline: true, default: '', title: 'Second' },
    between: { kind: 'text', default: '', title: 'Between', tooltip: 'Stands between the two.' },
  },
  outputs: { text: { socket: STRING, title: 'Text' } },
  run: ({ a, b, between }) => ({ text: a + between + b }),
});
