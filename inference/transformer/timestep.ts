/** The sinusoidal embedding of a timestep. */
import { float32, type Tensor } from '../tensor.ts';

/** Width of the embedding: `Timesteps(num_channels=256)` in diffusers `transformer_qwenimage.py`. */
export const TIMESTEP_CHANNELS = 256;
/** Timesteps in [0, 1] are stretched to the 1000 training steps. */
const SCALE = 1000;
const MAX_PERIOD = 10_000;

/**
 * Embeds timesteps.
 * @param timesteps sigmas in [0, 1].
 * @returns [timesteps.length, 256]
 */
export type TimestepEmbedding = (timesteps: readonly number[]) => Tensor<'float32'>;

/**
 * Cosines first, then sines, at 128 frequencies from 1 down to 1/10000.
 * Source: diffusers `embeddings.py`, `get_timestep_embedding` with flip_sin_to_cos and downscale_freq_shift 0. Every
 * operation is rounded to float32 as there: angles reach 1000, of which float32 keeps four decimals.
 */
export const timestepEmbedding: TimestepEmbedding = (timesteps) =>
  embedded(timesteps, (timestep, frequency) => SCALE * Math.fround(timestep * frequency));

/**
 * The same for models that stretch the timestep and not the angle, which rounds otherwise: as `time_text_embed` in
 * diffusers `transformer_qwenimage21.py`.
 */
export const stretchedTimestepEmbedding: TimestepEmbedding = (timesteps) =>
  embedded(timesteps, (timestep, frequency) => Math.fround(SCALE * timestep) * frequency);

/** @param angleOf of a timestep and a frequency, both float32. */
function embedded(
  timesteps: readonly number[],
  angleOf: (timestep: number, frequency: number) => number,
): Tensor<'float32'> {
  const half = TIMESTEP_CHANNELS / 2;
  const data = new Float32Array(timesteps.length * TIMESTEP_CHANNELS);
  timesteps.forEach((timestep, row) => {
    for (let i = 0; i < half; i += 1) {
      const exponent = Math.fround(Math.fround(Math.fround(-Math.log(MAX_PERIOD)) * i) / half);
      const angle = Math.fround(angleOf(Math.fround(timestep), Math.fround(Math.exp(exponent))));
      data[row * TIMESTEP_CHANNELS + i] = Math.cos(angle);
      data[row * TIMESTEP_CHANNELS + half + i] = Math.sin(angle);
    }
  });
  return float32(data, [timesteps.length, TIMESTEP_CHANNELS]);
}
