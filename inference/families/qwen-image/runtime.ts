/** The models of Qwen-Image and what they compute. Loads onnxruntime: for the inference process only. */
import { planLanguageHead } from '../../text/qwen2.5-vl/language-head.ts';
import { TextEncoder } from '../../text/qwen2.5-vl/text-encoder.ts';
import { VisionTower } from '../../text/qwen2.5-vl/vision/vision-tower.ts';
import { Tokenizer } from '../../text/tokenizer/tokenizer.ts';
import { generate } from '../answers.ts';
import type { FamilyRuntime } from '../family.ts';
import { weightless } from '../weightless.ts';
import { controlModel } from './control/control-model.ts';
import { predictor } from './denoise-step.ts';
import type { QwenImageModels } from './models.ts';
import { decode, encodeImage } from './pictures.ts';
import { encodePrompt, readPicture } from './prompts.ts';
import { TransformerStem } from './transformer/stem.ts';
import { Transformer } from './transformer/transformer.ts';
import { Vae } from './vae/vae.ts';

export const runtime: FamilyRuntime<QwenImageModels> = {
  components: {
    'text encoder': TextEncoder,
    'language head': { plan: planLanguageHead },
    'tokenizer': weightless((dir) => Tokenizer.load(dir)),
    'vision tower': VisionTower,
    'transformer': Transformer,
    'first layers of the transformer': TransformerStem,
    'ControlNet': controlModel,
    'VAE': Vae,
  },
  roles: {
    textEncoder: 'text encoder',
    pictureReader: 'vision tower',
    writer: 'language head',
    transformer: 'transformer',
    controlNet: 'ControlNet',
    vae: 'VAE',
  },
  encodePrompt,
  generate,
  readPicture,
  encodeImage,
  predictor,
  decode,
};
