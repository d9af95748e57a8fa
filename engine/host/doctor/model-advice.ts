/** Advice about models: those that are decoded before they run, those that cannot be loaded, and the precision. */
import { formatBytes } from '../../../inference/index.ts';
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';
import type { DoctorFacts } from './facts.ts';

/** Formats whose weights are decoded into the cache once; see docs/formats.md#encodings. */
const PREPARED = /^(?:I?Q\d|MXFP|NVFP|w4a)/i;
/** Bytes of decoded weights for one byte of the file: a Q4_K transformer grows from 11.5 to 25.5 GB. */
const GROWTH = 2.2;

export function modelAdvice({ models, disks, settings }: DoctorFacts): readonly string[] {
  const free = disks.find(({ use }) => use === 'cache')?.free;
  return [
    ...models.flatMap(({ name, problem }) =>
      problem === undefined ? [] : [`${name} cannot be loaded: ${problem}. More: inkloom models check ${name}.`],
    ),
    ...models.filter(isPrepared).flatMap((entry) => preparing(entry, free)),
    ...(settings.precision === 'cast'
      ? ['--precision cast widens weights at every step. Leave it out: auto widens those that fit once, and is faster.']
      : []),
  ];
}

function isPrepared({ format, kinds }: ModelEntry): boolean {
  return kinds.length > 0 && PREPARED.test(format);
}

function preparing({ name, format, bytes }: ModelEntry, free: number | undefined): string[] {
  const needed = bytes * GROWTH;
  const about = `${name} (${format}) is decoded into the cache before its first picture, about ${formatBytes(needed)}`;
  if (free !== undefined && free < needed)
    return [`${about}, and ${formatBytes(free)} are free there: name a larger disk with --cache FOLDER.`];
  return [`${about}. A file in bf16 or fp8 runs as it is: inkloom models get lists formats.`];
}
