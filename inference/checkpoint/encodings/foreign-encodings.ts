/** Ways of quantising whose files are recognised and not read: what each is, and which file to get instead. */
import { InferenceError } from '../../errors.ts';
import type { Tensors } from './companions.ts';

interface ForeignEncoding {
  /** The end of a tensor's name that no other encoding has. */
  readonly ending: string;
  readonly name: string;
}

/** The first one whose ending occurs counts. */
const FOREIGN: readonly ForeignEncoding[] = [
  // Packed in tiles for one kind of graphics card: https://github.com/nunchaku-ai/nunchaku.
  { ending: '.wscales', name: 'Nunchaku (SVDQuant)' },
  { ending: '.qzeros', name: 'GPTQ or AWQ' },
  { ending: '.quant_state.bitsandbytes__nf4', name: 'bitsandbytes (NF4)' },
  { ending: '.quant_state.bitsandbytes__fp4', name: 'bitsandbytes (FP4)' },
];

/** @throws InferenceError `file-malformed` for the files of an encoding that is not read. */
export function refuseForeignEncodings(tensors: Tensors, label: string): void {
  for (const name of tensors.keys()) {
    const found = FOREIGN.find(({ ending }) => name.endsWith(ending));
    if (!found) continue;
    const message =
      `${label} is quantised by ${found.name}, whose weights are packed for its own kernels (${name}). ` +
      'Get the same model as bf16, fp8, int8 (int8_convrot) or GGUF.';
    throw new InferenceError('file-malformed', message, { file: label, tensor: name, received: found.name });
  }
}
