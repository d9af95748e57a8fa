/**
 * Latents as the VAE sees them, [batch, channels, height, width], and as the transformer sees them: one token per
 * `patch` x `patch` latent pixels, tokens in reading order, features in the order channel, row in patch, column in
 * patch.
 * Source: diffusers `_pack_latents` and `_unpack_latents`, pipeline_qwenimage.py.
 */
import { InferenceError } from '../errors.ts';
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

/** The sizes both layouts share. */
interface PackedLayout {
  readonly batch: number;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly patch: number;
}

/**
 * [batch, channels, height, width] to [batch, height/patch * width/patch, channels * patch^2].
 * @throws InferenceError `tensor-mismatch` unless the latents have four axes and patches tile them.
 */
export function packLatents(latents: Tensor<'float32'>, patch: number): Tensor<'float32'> {
  const { batch, channels, height, width } = image(latents, 'latents');
  if (height % patch !== 0 || width % patch !== 0) {
    throw mismatch(`[batch, channels, height, width] with height and width multiples of ${patch}`, latents);
  }
  const layout: PackedLayout = { batch, channels, rows: height / patch, columns: width / patch, patch };
  const packed = new Float32Array(latents.data.length);
  forEachPair(layout, (planar, token) => {
    packed[token] = latents.data[planar] as number;
  });
  return float32(packed, [batch, layout.rows * layout.columns, channels * patch * patch]);
}

/**
 * [batch, rows * columns, channels * patch^2] to [batch, channels, rows * patch, columns * patch]. Without a batch axis
 * the result is a batch of one.
 * @param grid tokens down and across
 * @throws InferenceError `tensor-mismatch` unless the tokens fill the grid and the features the patches.
 */
export function unpackLatents(
  packed: Tensor<'float32'>,
  grid: { readonly rows: number; readonly columns: number },
  patch: number,
): Tensor<'float32'> {
  const { rows, columns } = grid;
  const [batch, tokens, features, ...more] = packed.dims.length === 2 ? [1, ...packed.dims] : packed.dims;
  const fills = tokens === rows * columns && more.length === 0;
  if (batch === undefined || features === undefined || !fills || features % patch ** 2 !== 0) {
    throw mismatch(`[batch, ${rows} * ${columns}, channels * ${patch}^2]`, packed);
  }
  const channels = features / patch ** 2;
  const planarLatents = new Float32Array(packed.data.length);
  forEachPair({ batch, channels, rows, columns, patch }, (planar, token) => {
    planarLatents[planar] = packed.data[token] as number;
  });
  return float32(planarLatents, [batch, channels, rows * patch, columns * patch]);
}

/** Visits every value once, with its index in both layouts. */
function forEachPair(
  { batch, channels, rows, columns, patch }: PackedLayout,
  visit: (planar: number, token: number) => void,
): void {
  const width = columns * patch;
  const features = channels * patch * patch;
  let planar = 0;
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < rows * patch; y++) {
        const row = b * rows + Math.floor(y / patch);
        const feature = (c * patch + (y % patch)) * patch;
        for (let x = 0; x < width; x++) {
          visit(planar++, (row * columns + Math.floor(x / patch)) * features + feature + (x % patch));
        }
      }
    }
  }
}

function mismatch(expected: string, { dims }: Tensor): InferenceError {
  const received = `[${dims.join(', ')}]`;
  return new InferenceError('tensor-mismatch', `Latents must have shape ${expected}, got ${received}`, {
    tensor: 'latents',
    expected,
    received,
  });
}
