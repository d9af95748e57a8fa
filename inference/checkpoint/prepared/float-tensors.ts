/** A weight as float32: 4 bytes a value, for encodings that are rare. */
import { openRows } from '../rows/open-rows.ts';
import type { OriginalWeight, PlainWeight } from '../stored-weight.ts';
import { rowsAtOnce } from './rows-at-once.ts';
import type { OnDecoded, Preparation } from './preparation.ts';

export function floatTensors(name: string, original: OriginalWeight, onDecoded: OnDecoded): Preparation {
  return {
    tensors: [{ name, dtype: 'F32', shape: original.shape, bytes: () => decoded(original, onDecoded) }],
    made: (file) => file.get(name) as PlainWeight,
  };
}

async function* decoded(original: OriginalWeight, onDecoded: OnDecoded): AsyncIterable<Uint8Array> {
  const rows = await openRows(original);
  try {
    for (const [first, count] of rowsAtOnce(rows)) {
      const values = await rows.read(first, count);
      yield new Uint8Array(values.buffer);
      onDecoded(values.length);
    }
  } finally {
    await rows.close();
  }
}
