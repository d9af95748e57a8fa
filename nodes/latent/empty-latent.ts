/** Empty latent: the size of the picture to make. */
import { defineNode } from '../../engine/graph/define.ts';
import { DEFAULTS, latentGrid, zeros } from '../../inference/index.ts';
import { knownNumber, type KnownVae, knownVae, latentFacts, type PictureFacts } from '../foresight.ts';
import { LATENT, VAE } from '../sockets.ts';
import { BATCH_INDEX, BATCH_SIZE } from './batch-inputs.ts';
import { ofBatch, unformedFacts, unformedLatent } from './unformed.ts';

const [WIDTH, HEIGHT] = DEFAULTS.sizes['1:1'];

export const emptyLatent = defineNode({
  type: 'empty-latent',
  version: 1,
  title: 'Empty latent',
  category: 'latent',
  description: 'A latent of zeros for a picture of the given size. Denoising adds the noise.',
  inputs: {
    vae: {
      kind: 'socket',
      socket: VAE,
      optional: true,
      title: 'VAE',
      tooltip: 'Says how many pixels a latent pixel covers. Without it the latent takes the form of the transformer.',
    },
    width: {
      kind: 'int',
      fromModel: 'width',
      min: 16,
      max: 16_384,
      step: 16,
      default: WIDTH,
      title: 'Width',
      tooltip: 'In pixels, a multiple of 16.',
    },
    height: {
      kind: 'int',
      fromModel: 'height',
      min: 16,
      max: 16_384,
      step: 16,
      default: HEIGHT,
      title: 'Height',
      tooltip: 'In pixels, a multiple of 16.',
    },
    batchIndex: BATCH_INDEX,
    batchSize: BATCH_SIZE,
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee(facts) {
    const [width, height] = [knownNumber(facts.width), knownNumber(facts.height)];
    if (width === undefined || height === undefined) return {};
    if (!('vae' in facts)) return { latent: unformedFacts({ width, height }) };
    const vae = knownVae(facts.vae);
    if (vae) gridOf(vae, { width, height });
    return { latent: latentFacts(vae, { width, height }) };
  },
  run({ vae, width, height, batchIndex, batchSize }) {
    if (!vae) return { latent: ofBatch(unformedLatent({ width, height }), batchIndex, batchSize) };
    const { latentWidth, latentHeight } = gridOf(vae, { width, height });
    const samples = zeros([1, vae.latentChannels, latentHeight, latentWidth]);
    return { latent: ofBatch({ samples, scale: vae.scale }, batchIndex, batchSize) };
  },
});

/** @throws InferenceError `invalid-input` for sides that the family makes no pictures of. */
function gridOf({ scale, sideMultiple = scale }: Pick<KnownVae, 'scale' | 'sideMultiple'>, size: PictureFacts) {
  return latentGrid(size.width, size.height, { vaeScale: scale, patch: Math.max(1, sideMultiple / scale) });
}
