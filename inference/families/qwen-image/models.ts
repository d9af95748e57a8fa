/** The components of Qwen-Image by kind. */
import type { TextEncoder } from '../../text/qwen2.5-vl/text-encoder.ts';
import type { VisionTower } from '../../text/qwen2.5-vl/vision/vision-tower.ts';
import type { LanguageHead } from '../../text/writing/language-head.ts';
import type { Tokenizer } from '../../text/tokenizer/tokenizer.ts';
import type { Loaded, Model } from '../family.ts';
import type { ControlModel } from './control/control-model.ts';
import type { TransformerStem } from './transformer/stem.ts';
import type { Transformer } from './transformer/transformer.ts';
import type { Vae } from './vae/vae.ts';

export type QwenImageModels = {
  readonly 'text encoder': TextEncoder;
  readonly 'language head': LanguageHead;
  readonly 'tokenizer': Tokenizer & Model;
  readonly 'vision tower': VisionTower;
  readonly 'transformer': Transformer;
  readonly 'first layers of the transformer': TransformerStem;
  readonly 'ControlNet': ControlModel;
  readonly 'VAE': Vae;
};

export type QwenImageLoaded = Loaded<QwenImageModels>;
