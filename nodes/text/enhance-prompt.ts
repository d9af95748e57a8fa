/** Enhance prompt: the text encoder rewrites a prompt before it encodes it. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { IMAGE, TEXT_ENCODER } from '../sockets.ts';
import { answer, ASSISTANT, checkWriter } from './answer.ts';
import { languageOf, QUALITY, rewritingRequest } from './rewriting.ts';
import { MOST_TOKENS, TEMPERATURE, WRITING_SEED } from './writing-inputs.ts';

export const enhancePrompt = defineNode({
  type: 'enhance-prompt',
  version: 1,
  title: 'Enhance prompt',
  category: 'text',
  description:
    'Rewrites a prompt as the makers of the models advise: details, style and framing are filled in. With pictures, ' +
    'the prompt is an instruction to edit them, and is made precise. English stays English, Chinese stays Chinese.',
  shows: 'text',
  inputs: {
    textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' },
    prompt: { kind: 'text', multiline: true, default: '', title: 'Prompt' },
    pictures: {
      kind: 'socket',
      socket: IMAGE,
      list: true,
      optional: true,
      title: 'Pictures',
      tooltip: 'The pictures to edit, up to four, in the order in which the instruction counts them.',
    },
    quality: {
      kind: 'boolean',
      default: true,
      title: 'Quality words',
      tooltip: `Ends the prompt with "${QUALITY.english}", as the published rewriting does. Not for edits.`,
    },
    temperature: TEMPERATURE,
    seed: WRITING_SEED,
    mostTokens: MOST_TOKENS,
  },
  outputs: { text: { socket: STRING, title: 'Prompt' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  async foresee({ textEncoder, pictures }, ctx) {
    await checkWriter(textEncoder, pictures, ctx);
    return {};
  },
  async run({ textEncoder, prompt, pictures = [], quality, ...writing }, ctx) {
    if (prompt.trim() === '') throw new RangeError('There is no prompt to enhance: write one');
    const purpose = pictures.length > 0 ? 'edit' : 'create';
    const language = languageOf(prompt);
    const question = {
      textEncoder,
      system: ASSISTANT,
      prompt: rewritingRequest(purpose, language, prompt),
      pictures,
      side: 0,
      stops: [],
      ...writing,
    };
    const rewritten = (await answer(question, ctx)).trim().replaceAll(/\s*\n\s*/g, ' ');
    if (!quality || purpose === 'edit') return { text: rewritten };
    return { text: `${rewritten.replace(/[\s.,。，]+$/, '')}${QUALITY[language]}` };
  },
});
