/** How much memory there is, and sizes in words. */
import { totalmem } from 'node:os';

/** Share of the machine's memory the weights may take; the rest is for activations, results and everybody else. */
const DEFAULT_SHARE = 0.75;

/** Memory this process may use, in bytes: the machine's, or the limit of its container. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** The budget for weights when nobody sets one, in bytes. */
export function defaultBudget(): number {
  return Math.floor(availableMemory() * DEFAULT_SHARE);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const value = bytes / 2 ** (10 * unit);
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}
