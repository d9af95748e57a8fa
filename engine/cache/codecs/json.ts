/** Stores values without typed arrays as JSON files. */
import type { ValueCodec } from '../../graph/value-codec.ts';
import { fromSkeleton, toSkeleton } from './skeleton.ts';

export const jsonCodec: ValueCodec = {
  name: 'json',
  encode: (value) => ({
    extension: 'json',
    bytes: new TextEncoder().encode(`${JSON.stringify(toSkeleton(value, refuse), null, 1)}\n`),
  }),
  decode: (bytes) => fromSkeleton(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), new Map()),
};

function refuse(): never {
  throw new TypeError('A value with arrays cannot be a JSON file');
}
