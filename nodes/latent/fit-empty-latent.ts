/** Fit empty latent: zeros in the form that a transformer denoises. A denoise node runs one where forms differ. */
import { defineNode } from '../../engine/graph/define.ts';
import { imageSizes, zeros } from '../../inference/index.ts';
import { knownLatent, type LatentFacts } from '../foresight.ts';
import { type Latent, LATENT, TRANSFORMER, type TransformerHandle } from '../sockets.ts';

/** What of a transformer says in which form its latents are. */
type Form = Partial<Pick<TransformerHandle, 'latentChannels' | 'latentScale'>>;

/** Whether a latent is all zero and of another form than the transformer's: its size in pixels is all that it says. */
export function isUnfit({ samples, scale }: Latent, transformer: TransformerHandle): boolean {
  const { latentChannels, latentScale = scale } = transformer;
  const isOther = latentChannels !== imageSizes(samples, 'latent').channels || latentScale !== scale;
  return isOther && samples.data.every((value) => value === 0);
}

/** Facts of a latent that has no form yet, as those of one that the transformer denoises. */
export function fittedFacts(latent: LatentFacts | undefined, transformer: unknown): LatentFacts | undefined {
  const { latentScale } = (transformer ?? {}) as Form;
  if (!latent || latent.vae || latentScale === undefined) return latent;
  return { ...latent, ...inScale(latent, latent.scale, latentScale), scale: latentScale };
}

function inScale(size: { readonly width: number; readonly height: number }, from: number, to: number) {
  return { width: Math.round((size.width * from) / to), height: Math.round((size.height * from) / to) };
}

export const fitEmptyLatent = defineNode({
  type: 'fit-empty-latent',
  version: 1,
  title: 'Fit empty latent',
  category: 'latent',
  description: 'An empty latent of the same size in pixels, with the channels and the scale of a transformer.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee: ({ latent, transformer }) => ({ latent: fittedFacts(knownLatent(latent), transformer) }),
  run({ latent, transformer: { latentChannels, latentScale = latent.scale } }) {
    const { batch: frames, height, width } = imageSizes(latent.samples, 'latent');
    const size = inScale({ width, height }, latent.scale, latentScale);
    const samples = zeros([frames, latentChannels, size.height, size.width]);
    return { latent: { ...latent, samples, scale: latentScale } };
  },
});
