/** Load text encoder: the part that reads prompts and pictures, from files of its own. */
import { defineNode, type FingerprintContext } from '../../engine/graph/define.ts';
import { MODELS, type OpenedTextEncoder } from '../services/tokens.ts';
import { TEXT_ENCODER } from '../sockets.ts';
import { fingerprintOf, folderOf, knownTextEncoder, loadedComponent, settingsOf } from './components.ts';

interface Choices {
  readonly textEncoder: string;
  readonly vision?: string | undefined;
  readonly pictures?: 'auto' | 'several' | 'one' | undefined;
}

export const loadTextEncoder = defineNode({
  type: 'load-text-encoder',
  version: 1,
  title: 'Load text encoder',
  category: 'model',
  description: 'Opens a text encoder from a single file, or that of a checkpoint. Its tokenizer ships with Inkloom.',
  inputs: {
    textEncoder: {
      kind: 'model',
      of: 'textEncoder',
      title: 'Text encoder',
      tooltip: 'A file in text_encoders or clip of ComfyUI, or the name of a checkpoint.',
    },
    vision: {
      kind: 'model',
      of: 'visionTower',
      optional: true,
      title: 'Vision tower',
      tooltip:
        'Reads pictures for edits: the mmproj file of a GGUF. One in the same folder is found by itself.',
      advanced: true,
    },
    pictures: {
      kind: 'choice',
      options: ['auto', 'several', 'one'],
      default: 'auto',
      title: 'Instructions about',
      tooltip:
        'one: put to the model as the first editing models were trained. several: as those since Edit-2509. ' +
        'auto: as a checkpoint says, else several.',
      advanced: true,
    },
  },
  outputs: { textEncoder: { socket: TEXT_ENCODER, title: 'Text encoder' } },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ textEncoder, ...choices }, ctx) {
    if (textEncoder === undefined) return undefined;
    const { files, tokenizer, facts } = await open({ textEncoder, ...choices }, ctx);
    return fingerprintOf([files, { dir: tokenizer }], JSON.stringify(facts), ctx);
  },
  async settings({ textEncoder, ...choices }, ctx) {
    return textEncoder === undefined ? undefined : settingsOf([await open({ textEncoder, ...choices }, ctx)], ctx);
  },
  async foresee({ textEncoder, vision, pictures }, ctx) {
    if (typeof textEncoder !== 'string' || typeof pictures !== 'string') return {};
    const choices = { textEncoder, pictures, ...(typeof vision === 'string' ? { vision } : {}) } as Choices;
    return { textEncoder: knownTextEncoder(await open(choices, ctx)) };
  },
  async run(choices, ctx) {
    const opened = await open(choices, ctx);
    if (opened.note !== undefined) ctx.note(opened.note);
    const tokenizer = await folderOf(opened.tokenizer, opened.family, ctx);
    return { textEncoder: { ...(await loadedComponent(opened, ctx)), tokenizer } };
  },
});

function open({ textEncoder, vision, pictures }: Choices, ctx: FingerprintContext): Promise<OpenedTextEncoder> {
  return ctx.use(MODELS).openTextEncoder(textEncoder, pictures === 'auto' ? undefined : pictures, vision);
}
