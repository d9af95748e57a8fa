/** The arithmetic of the family's models, by operation. */
import { openLanguageModel, openVision } from '../../../text/qwen3-vl/open.ts';
import type { FamilyWork } from '../../work.ts';
import { openTransformer } from '../transformer/open.ts';
import { openVae } from '../vae/open.ts';
import { textEncoderWork, visionWork } from './text.ts';
import { transformerWork } from './transformer.ts';
import { decoderWork, encoderWork } from './vae.ts';

export const work: FamilyWork = {
  encodePrompt: async (files) => textEncoderWork((await openLanguageModel(files)).config),
  readPicture: async (files) => visionWork((await openVision(files)).config),
  denoiseStep: async (files) => transformerWork((await openTransformer(files)).config),
  encodeImage: async (files) => encoderWork((await openVae(files)).config),
  decodeLatents: async (files) => decoderWork((await openVae(files)).config),
};
