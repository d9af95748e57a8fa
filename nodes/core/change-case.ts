/** Change case: a text in capitals, in small letters, or with capitals at the beginning of words. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';

export const changeCase = defineNode({
  type: 'change-case',
  version: 1,
  title: 'Change case',
  category: 'value',
  description: 'Writes a text in capitals, in small letters, or with capitals where it or its words begin.',
  inputs: {
    text: { kind: 'text', multiline: true, default: '', title: 'Text' },
    to: { kind: 'choice', options: ['upper', 'lower', 'capitalised', 'title'], default: 'lower', title: 'To' },
  },
  outputs: { text: { socket: STRING, title: 'Text' } },
  run: ({ text, to }) => ({ text: CASES[to](text) }),
});

/** A letter that no letter stands before begins a word, as in Python's `str.title`. */
const CASES = {
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
  capitalised: (text: string) => text.toLowerCase().replace(/^\p{L}/u, (letter) => letter.toUpperCase()),
  title: (text: string) => text.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase()),
} as const;
