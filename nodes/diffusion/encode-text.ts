/** Encode text: a prompt through the chat template and the text encoder of the checkpoint. */
import { defineNode } from '../../engine/graph/define.ts';
import { DIFFUSERS_PROMPT_WINDOW, MAX_PROMPT_WINDOW } from '../../inference/index.ts';
import { estimatedTokens, expectedSeconds } from '../expected-time.ts';
import { checkComponents } from '../foresight.ts';
import { checkPromptLength } from './prompt-length.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { CONDITIONING, TEXT_ENCODER } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

export const encodeText = defineNode({
  type: 'encode-text',
  version: 1,
  title: 'Encode text',
  category: 'conditioning',
  description: 'Turns a prompt into the hidden states the transformer is conditioned on.',
  inputs: {
    textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' },
    prompt: {
      kind: 'text',
      multiline: true,
      default: '',
      title: 'Prompt',
      tooltip: 'Says what the picture shows. A single space is the empty negative prompt.',
    },
    window: {
      kind: 'int',
      min: 1,
      max: MAX_PROMPT_WINDOW,
      default: DIFFUSERS_PROMPT_WINDOW,
      title: 'Window',
      tooltip: 'Most tokens of a prompt. Models are trained on prompts of up to about a thousand.',
      advanced: true,
    },
    overflow: {
      kind: 'choice',
      options: ['error', 'truncate'],
      default: 'error',
      title: 'Longer prompts',
      tooltip: 'Refuse a prompt longer than the window, or cut off its end as diffusers does.',
      advanced: true,
    },
  },
  outputs: { conditioning: { socket: CONDITIONING, title: 'Conditioning' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  async foresee({ textEncoder, prompt, window, overflow }, ctx) {
    // The length first: to check a component may wait for a model that works.
    await checkPromptLength(textEncoder, ['create'], { prompt, window, overflow }, ctx);
    await checkComponents({ textEncoder }, ctx);
    const tokens = typeof prompt === 'string' ? { tokens: estimatedTokens(prompt) } : {};
    return { conditioning: { textEncoder, ...tokens } };
  },
  async expect({ textEncoder, prompt }, ctx) {
    if (typeof prompt !== 'string') return undefined;
    return expectedSeconds(ctx, 'encodePrompt', textEncoder, { tokens: estimatedTokens(prompt) });
  },
  async run({ textEncoder, prompt, window, overflow }, ctx) {
    const conditioning = await ctx.use(INFERENCE).request(
      'encodePrompt',
      {
        textEncoder,
        tokenizer: textEncoder.tokenizer,
        template: textEncoder.templates.create,
        prompt,
        window,
        overflow,
      },
      mayPrepare(ctx),
    );
    return { conditioning };
  },
});
