/** A family in thirty lines: constant velocity, a decoder that averages channels, prompts encoded as their length. */
import { z } from 'zod';
import { readConfig } from '../../../inference/checkpoint/config-file.ts';
import { parseSchedulerConfig } from '../../../inference/diffusion/schedule/scheduler-config.ts';
import type { Family, Model } from '../../../inference/families/family.ts';
import { weightless } from '../../../inference/families/weightless.ts';
import { tensorToImages } from '../../../inference/image/pixels.ts';
import { float32, zeros } from '../../../inference/tensor.ts';

const folder = 'model';
const config = z.object({ velocity: z.number() });

const toy: Family<{ readonly model: Model & z.output<typeof config> }> = {
  name: 'toy',
  graphs: 1,
  defaults: { sizes: { '1:1': [64, 64] }, variants: {}, guidance: 1, steps: 4 },
  recognises: async (dir) =>
    'toy' in { ...(await dir.json('model_index.json')) } || 'velocity' in { ...(await dir.json('config.json')) },
  open: async () => ({
    folders: [folder],
    identity: 'toy',
    textEncoder: {
      folder,
      tokenizer: folder,
      templates: { create: '', edit: '' },
      pictureSide: 0,
      processor: {},
      width: 1,
    },
    transformer: { folder, patch: 1, latentChannels: 4, textWidth: 1 },
    vae: { folder, scale: 1, latentChannels: 4 },
    scheduler: { ...parseSchedulerConfig({}, 'toy'), variant: 'standard' },
  }),
  promptCounter: async () => (prompt) => ({ tokens: prompt.length, window: prompt.length }),
  runtime: async () => ({
    components: { model: weightless((dir) => readConfig(dir, config)) },
    encodePrompt: async (_, { prompt }) => ({ embeds: float32(Float32Array.of(prompt.length), [1, 1]) }),
    encodeImage: async (_, { image }) => zeros([1, 4, image.height, image.width]),
    async predictor(loaded, { transformer, latents: { data, dims } }) {
      const { velocity } = await loaded.get('model', transformer);
      return {
        predict: async () =>
          float32(
            data.map(() => velocity),
            dims,
          ),
        toLatents: (tokens) => tokens,
      };
    },
    async decode(_, { latents: { data, dims } }) {
      const size = data.length / 4;
      const sumAt = (pixel: number) => [0, 1, 2, 3].reduce((sum, c) => sum + (data[c * size + pixel] ?? 0), 0);
      const averages = Float32Array.from({ length: size }, (_value, pixel) => sumAt(pixel) / 4);
      return tensorToImages(float32(averages, [1, 1, ...dims.slice(2)]));
    },
  }),
};

export const families = [toy];
