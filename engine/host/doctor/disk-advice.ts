/** Advice about disks: where results, decoded weights and models lie. */
import { formatBytes } from '../../../inference/index.ts';
import type { DiskFacts, DoctorFacts } from './facts.ts';

/** Free room below which decoded weights and results may not fit, in bytes. */
const LITTLE = 5 * 2 ** 30;
/** Bytes a second below which a disk is slow: hard disks and cards are, solid-state disks are not. */
const SLOW = 80 * 2 ** 20;

export function diskAdvice({ disks }: DoctorFacts): readonly string[] {
  return disks.flatMap((disk) => [...slow(disk), ...full(disk)]);
}

function slow({ use, path, kind, writes }: DiskFacts): string[] {
  if (use === 'output') return [];
  if (use === 'models') {
    if (kind !== 'network' && kind !== 'hard disk') return [];
    return [`Models in ${path} lie on a ${kindText(kind)}: copy them to a solid-state disk, and type --models FOLDER.`];
  }
  if (kind === 'memory') {
    return [`The cache in ${path} takes main memory, which weights need: name a disk with --cache FOLDER.`];
  }
  if (kind === 'network' || kind === 'hard disk') {
    return [
      `The cache in ${path} lies on a ${kindText(kind)}: name a faster one with --cache FOLDER or INKLOOM_CACHE.`,
    ];
  }
  if (writes === undefined || writes >= SLOW) return [];
  return [
    `The disk of the cache in ${path} writes ${formatBytes(writes)} a second: name a faster one with ` +
      '--cache FOLDER or INKLOOM_CACHE.',
  ];
}

function kindText(kind: 'network' | 'hard disk'): string {
  return kind === 'network' ? 'network drive' : kind;
}

function full({ use, path, free }: DiskFacts): string[] {
  if (use === 'models' || free === undefined || free >= LITTLE) return [];
  const change = use === 'cache' ? 'remove old results with inkloom cache gc --size 2GiB' : 'name another with --out';
  return [`${formatBytes(free)} are free for the ${use} in ${path}: ${change}.`];
}
