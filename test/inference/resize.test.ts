// The resize kernels against Pillow and torchvision, to the 8-bit level.
import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../inference/image/pixels.ts';
import { resizeBicubicPillow, resizeBicubicTorch, resizeLanczos } from '../../inference/image/resize.ts';
import { loadGoldens } from './support/golden-tensors.ts';

const goldens = await loadGoldens('resize.safetensors');

function image(name: string): PixelImage {
  const {
    dims: [height = 0, width = 0, channels = 0],
    values,
  } = goldens(name);
  return { width, height, channels, data: Uint8Array.from(values) };
}

const KERNELS = {
  pil_lanczos: resizeLanczos,
  pil_bicubic: resizeBicubicPillow,
  torchvision_bicubic_antialias: resizeBicubicTorch,
} as const;

describe.each(['a', 'c'])('picture %s', (name) => {
  const source = image(`${name}.source`);

  it.each(
    ['96x64', '256x160', '77x33'].flatMap((size) =>
      Object.keys(KERNELS).map((kernel) => [size, kernel as keyof typeof KERNELS] as const),
    ),
  )('to %s with %s is exact', (size, kernel) => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    expect(KERNELS[kernel](source, width, height)).toEqual(image(`${name}.${size}.${kernel}`));
  });

  it('is itself when resized to its own size', () => {
    expect(resizeLanczos(source, source.width, source.height)).toEqual(source);
  });
});
