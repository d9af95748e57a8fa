/** The default memory budget, and sizes in words. */
import { DEFAULT_DEVICE } from '../onnx/devices/registry.ts';

/** Memory for weights when no budget is set, in bytes. */
export function defaultBudget(): number {
  const { memory } = DEFAULT_DEVICE;
  return Math.floor(memory.available() * memory.weightShare);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const value = bytes / 2 ** (10 * unit);
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}
