/** Advice about memory, container limits and swap. */
import { formatBytes } from '../../../inference/index.ts';
import type { DoctorFacts } from './facts.ts';

const GIB = 2 ** 30;
/** Swap in use from which programs are likely to wait for it, in bytes. */
const MUCH_SWAP = GIB;

export function memoryAdvice({ memory, models }: DoctorFacts): readonly string[] {
  const { total, limit, free, swap, budget } = memory;
  const largest = models.toSorted((a, b) => b.bytes - a.bytes)[0];
  const isTight = largest !== undefined && largest.bytes > budget;
  return [
    ...(limit !== undefined && limit < total / 2
      ? [
          `The container may use ${formatBytes(limit)} of ${formatBytes(total)}. Give it more: ` +
            `docker run --memory ${Math.floor((total * 0.9) / GIB)}g.`,
        ]
      : []),
    ...(isTight
      ? [
          `${largest.name} takes ${formatBytes(largest.bytes)}, more than the ${formatBytes(budget)} for weights, ` +
            'so its parts take turns in memory and every picture reads them from the disk again. Get it in fewer ' +
            'bits (inkloom models get lists formats), or raise the budget: --memory SIZE.',
        ]
      : []),
    ...(swap && swap.used > MUCH_SWAP
      ? [`${formatBytes(swap.used)} of swap are in use: close other programs, or use less memory: ${less(free)}.`]
      : []),
    ...(free < budget / 2 && !(swap && swap.used > MUCH_SWAP)
      ? [
          `Only ${formatBytes(free)} of memory are free, and weights may take ${formatBytes(budget)}: close other ` +
            `programs, or use less: ${less(free)}.`,
        ]
      : []),
  ];
}

/** The option that keeps weights within three quarters of the free memory. */
function less(free: number): string {
  return `--memory ${Math.max(1, Math.floor((free * 0.75) / GIB))}GiB`;
}
