/** Encode edit: an instruction about pictures, through the chat template of the checkpoint and the language model. */
import { defineNode } from '../../engine/graph/define.ts';
import { MAX_PROMPT_WINDOW } from '../../inference/index.ts';
import { checkComponents } from '../foresight.ts';
import { checkPromptLength } from './prompt-length.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { CONDITIONING, LATENT, PICTURE, TEXT_ENCODER } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

/** Purposes of an instruction, by the pictures it is about. */
const PURPOSES = { auto: 'edit', one: 'edit-one', several: 'edit-several' } as const;

/** Checkpoints without a template of that purpose have the first one. None while nobody knows what it is about. */
function purposesOf(about: unknown): readonly string[] {
  const purpose = Object.entries(PURPOSES).find(([name]) => name === about);
  return purpose ? [purpose[1], PURPOSES.auto] : [];
}

export const encodeEdit = defineNode({
  type: 'encode-edit',
  version: 2,
  title: 'Encode edit',
  category: 'conditioning',
  description:
    'Turns an instruction and its pictures into conditioning. The text encoder says what the pictures mean, ' +
    'their latents how they look.',
  inputs: {
    textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' },
    pictures: {
      kind: 'socket',
      socket: PICTURE,
      list: true,
      title: 'Pictures',
      tooltip: 'From "Look at image", in the order in which the instruction counts them.',
    },
    references: {
      kind: 'socket',
      socket: LATENT,
      list: true,
      optional: true,
      title: 'References',
      tooltip: 'The same pictures as latents, in the same order.',
    },
    prompt: {
      kind: 'text',
      multiline: true,
      default: '',
      title: 'Instruction',
      tooltip: 'The change to make. Checkpoints for several pictures know them as "Picture 1", "Picture 2".',
    },
    about: {
      kind: 'choice',
      options: ['auto', 'one', 'several'],
      default: 'auto',
      title: 'Instruction about',
      tooltip:
        'one: put as to the first editing model. several: pictures have numbers. auto: as the text encoder says.',
      advanced: true,
    },
    window: {
      kind: 'int',
      min: 1,
      max: MAX_PROMPT_WINDOW,
      default: MAX_PROMPT_WINDOW,
      title: 'Window',
      tooltip: 'Most tokens of the instruction and its pictures.',
      advanced: true,
    },
  },
  outputs: { conditioning: { socket: CONDITIONING, title: 'Conditioning' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  async foresee({ textEncoder, references, prompt, about, window }, ctx) {
    // Pictures take tokens too: an instruction that is too long without them is so with them.
    await checkPromptLength(textEncoder, purposesOf(about), { prompt, window, overflow: 'error' }, ctx);
    await checkComponents({ textEncoder }, ctx);
    return { conditioning: { textEncoder, ...(Array.isArray(references) ? { references } : {}) } };
  },
  async run({ textEncoder, pictures, references = [], prompt, about, window }, ctx) {
    const encoded = await ctx.use(INFERENCE).request(
      'encodePrompt',
      {
        textEncoder,
        tokenizer: textEncoder.tokenizer,
        template: textEncoder.templates[PURPOSES[about]] ?? textEncoder.templates.edit,
        prompt,
        window,
        overflow: 'error',
        pictures,
      },
      mayPrepare(ctx),
    );
    return { conditioning: { ...encoded, references: references.map(({ samples }) => samples) } };
  },
});
