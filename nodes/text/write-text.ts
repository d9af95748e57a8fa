/** Write text: the language model of the text encoder answers a prompt. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { IMAGE, IMAGES, TEXT_ENCODER } from '../sockets.ts';
import { answer, ASSISTANT, checkWriter, SHOWN_SIDE } from './answer.ts';
import { MOST_TOKENS, TEMPERATURE, WRITING_SEED } from './writing-inputs.ts';

export const writeText = defineNode({
  type: 'write-text',
  version: 1,
  title: 'Write text',
  category: 'text',
  description:
    'Lets the text encoder answer in words: it is a language model that sees pictures. The text grows here while it ' +
    'is written. It needs a text encoder with its language head: published checkpoints have it, the one that ships ' +
    'has not.',
  shows: 'text',
  inputs: {
    textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' },
    prompt: { kind: 'text', multiline: true, default: '', title: 'Prompt', tooltip: 'The question, or what to write.' },
    system: {
      kind: 'text',
      multiline: true,
      default: ASSISTANT,
      title: 'System text',
      tooltip: 'Says who the model is and how it is to answer.',
      advanced: true,
    },
    pictures: {
      kind: 'socket',
      socket: IMAGE,
      list: true,
      optional: true,
      title: 'Pictures',
      tooltip: 'Up to four, which stand before the prompt. Each takes time and tokens.',
    },
    images: {
      kind: 'socket',
      socket: IMAGES,
      optional: true,
      title: 'Images',
      tooltip: 'Pictures that belong together, after those above.',
      advanced: true,
    },
    side: {
      kind: 'int',
      min: 0,
      max: 4096,
      default: SHOWN_SIDE,
      title: 'Side',
      tooltip: 'Side in pixels of the square whose area each picture is shown at. 0: as it is shown for edits.',
      advanced: true,
    },
    temperature: TEMPERATURE,
    seed: WRITING_SEED,
    mostTokens: MOST_TOKENS,
    stop: {
      kind: 'text',
      multiline: true,
      default: '',
      title: 'Stop at',
      tooltip: 'The text ends before any of these, one in each line.',
      advanced: true,
    },
  },
  outputs: { text: { socket: STRING, title: 'Text' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  async foresee({ textEncoder, pictures, images }, ctx) {
    await checkWriter(textEncoder, pictures ?? images, ctx);
    return {};
  },
  async run({ pictures = [], images = [], stop, ...question }, ctx) {
    const stops = stop.split(/\r?\n/).filter((line) => line !== '');
    return { text: await answer({ ...question, pictures: [...pictures, ...images], stops }, ctx) };
  },
});
