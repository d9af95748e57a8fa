/** The models of Qwen-Image-2.1 and what they compute. Loads onnxruntime: for the inference process only. */
import { planLanguageHead } from '../../text/qwen3-vl/language-head.ts';
import { TextEncoder } from '../../text/qwen3-vl/text-encoder.ts';
import { VisionTower } from '../../text/qwen3-vl/vision/vision-tower.ts';
import { Tokenizer } from '../../text/tokenizer/tokenizer.ts';
import { generate } from '../answers.ts';
import type { FamilyRuntime } from '../family.ts';
import { weightless } from '../weightless.ts';
import { predictor } from './denoise-step.ts';
import type { QwenImage21Models } from './models.ts';
import { decode, encodeImage } from './pictures.ts';
import { encodePrompt, readPicture } from './prompts.ts';
import { Transformer } from './transformer/transformer.ts';
import { Vae } from './vae/vae.ts';

export const runtime: FamilyRuntime<QwenImage21Models> = {
  components: {
    'text encoder': TextEncoder,
    'language head': { plan: planLanguageHead },
    'tokenizer': weightless((dir) => Tokenizer.load(dir)),
    'vision tower': VisionTower,
    'transformer': Transformer,
    'VAE': Vae,
  },
  roles: {
    textEncoder: 'text encoder',
    pictureReader: 'vision tower',
    writer: 'language head',
    transformer: 'transformer',
    vae: 'VAE',
  },
  encodePrompt,
  generate,
  readPicture,
  encodeImage,
  predictor,
  decode,
};
