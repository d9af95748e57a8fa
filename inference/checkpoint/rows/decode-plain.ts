/** Stored numbers as float32, exactly. */
import { InferenceError } from '../../errors.ts';
import { FLOAT8_E4M3FN, FLOAT8_E5M2, FLOAT8_E8M0 } from '../codes/float8.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from '../half.ts';
import type { StoredDType } from '../stored-dtype.ts';

type Decode = (bytes: Uint8Array<ArrayBuffer>) => Float32Array;

const DECODERS: Readonly<Partial<Record<StoredDType, Decode>>> = {
  F32: ({ buffer }) => new Float32Array(buffer),
  F16: ({ buffer }) => float16ToFloat32(new Uint16Array(buffer)),
  BF16: ({ buffer }) => bfloat16ToFloat32(new Uint16Array(buffer)),
  F8_E4M3: (codes) => lookUp(codes, FLOAT8_E4M3FN),
  F8_E5M2: (codes) => lookUp(codes, FLOAT8_E5M2),
  F8_E8M0: (codes) => lookUp(codes, FLOAT8_E8M0),
  I8: ({ buffer }) => Float32Array.from(new Int8Array(buffer)),
};

/** Types that {@link decodePlain} takes. */
const DECODED = Object.keys(DECODERS).join(', ');

/**
 * Decodes the values of a tensor.
 * @param bytes an array that owns its whole buffer.
 * @throws InferenceError `tensor-mismatch` for a type that holds no float32 values.
 */
export function decodePlain(
  bytes: Uint8Array<ArrayBuffer>,
  { dtype, file }: { readonly dtype: StoredDType; readonly file: string },
): Float32Array {
  const decode = DECODERS[dtype];
  if (decode) return decode(bytes);
  const message = `${file}: cannot read ${dtype} as numbers`;
  throw new InferenceError('tensor-mismatch', message, { file, expected: DECODED, received: dtype });
}

function lookUp(codes: Uint8Array, table: Float32Array): Float32Array {
  const out = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i += 1) out[i] = table[codes[i] as number] as number;
  return out;
}
