/** The work of a request that was answered: which component did it, and the sizes that its time depends on. */
import type { Conditioning } from '../diffusion/velocity-predictor.ts';
import type { ComponentRef } from '../families/requests.ts';
import type { WorkOperation, WorkSizes } from '../families/work.ts';
import type { Tensor } from '../tensor.ts';
import type { Operation, Protocol } from './protocol.ts';

/** Work of one component. */
export type ComponentWork = {
  readonly [O in WorkOperation]: { readonly operation: O; readonly ref: ComponentRef; readonly sizes: WorkSizes[O] };
}[WorkOperation];

/** @returns undefined for a request whose time is not forecast. */
export function workOf(operation: Operation, request: unknown, reply: unknown): ComponentWork | undefined {
  const read = READERS[operation as WorkOperation] as ((request: unknown, reply: unknown) => ComponentWork) | undefined;
  return read?.(request, reply);
}

const READERS: {
  readonly [O in WorkOperation]: (
    request: Protocol[O]['request'],
    reply: Protocol[O]['reply'],
  ) => ComponentWork | undefined;
} = {
  encodePrompt: ({ textEncoder: ref }, { embeds }) => ({
    operation: 'encodePrompt',
    ref,
    sizes: { tokens: rowsOf(embeds) },
  }),
  readPicture: ({ textEncoder: ref, image: { width, height } }) => ({
    operation: 'readPicture',
    ref,
    sizes: { pixels: width * height },
  }),
  denoiseStep({ transformer: ref, latents, positive, negative, controls = [], cache, sampling }) {
    // A ControlNet works in the same step, and its time cannot be told apart. A step cache leaves work out, and some
    // samplers evaluate the model twice.
    if (controls.length > 0 || cache || sampling) return undefined;
    const passes = negative ? [positive, negative] : [positive];
    return {
      operation: 'denoiseStep',
      ref,
      sizes: {
        latentPixels: latentPixelsOf(latents),
        referencePixels: referencePixels(positive),
        passes: passes.map(({ embeds }) => rowsOf(embeds)),
      },
    };
  },
  encodeImage: ({ vae: ref, image: { width, height } }) => ({
    operation: 'encodeImage',
    ref,
    sizes: { pixels: width * height },
  }),
  decodeLatents({ vae: ref, latents }) {
    const frames = rowsOf(latents);
    return { operation: 'decodeLatents', ref, sizes: { frames, latentPixels: latentPixelsOf(latents) / frames } };
  },
};

function referencePixels({ references = [] }: Conditioning): number {
  return references.reduce((sum, reference) => sum + latentPixelsOf(reference), 0);
}

/** @param latents [frames, channels, rows, columns]. */
function latentPixelsOf({ dims: [frames = 0, , rows = 0, columns = 0] }: Tensor): number {
  return frames * rows * columns;
}

function rowsOf({ dims: [rows = 0] }: Tensor): number {
  return rows;
}
