/** The components of Qwen-Image-2.1 by kind. */
import type { TextEncoder } from '../../text/qwen3-vl/text-encoder.ts';
import type { VisionTower } from '../../text/qwen3-vl/vision/vision-tower.ts';
import type { LanguageHead } from '../../text/writing/language-head.ts';
import type { Tokenizer } from '../../text/tokenizer/tokenizer.ts';
import type { Loaded, Model } from '../family.ts';
import type { Transformer } from './transformer/transformer.ts';
import type { Vae } from './vae/vae.ts';

export type QwenImage21Models = {
  readonly 'text encoder': TextEncoder;
  readonly 'language head': LanguageHead;
  readonly 'tokenizer': Tokenizer & Model;
  readonly 'vision tower': VisionTower;
  readonly 'transformer': Transformer;
  readonly 'VAE': Vae;
};

export type QwenImage21Loaded = Loaded<QwenImage21Models>;
