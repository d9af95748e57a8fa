/** Damage to the bytes of a file, whatever they mean: ends cut off, bits flipped, lengths changed, pieces repeated. */
import { pick } from './mutate-json.ts';

type Random = () => number;

const DAMAGES: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips -= 1) {
      const at = Math.floor(random() * changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return changed;
  },
  // Lengths and signatures are at the front.
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt32BE(pick(random, [0, 1, 0x7fffffff, 0xffffffff, 0x01020304]), Math.floor(random() * 64));
    return changed;
  },
  (bytes, random) => {
    const [from, to] = [random(), random()].map((share) => Math.floor(share * bytes.length));
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
];

/** @param bytes of at least 68. */
export const mutateBytes = (bytes: Buffer, random: Random): Buffer => pick(random, DAMAGES)(bytes, random);
