/** The default memory budgets, and sizes in words. */
import { DEVICE_NAMES, type DeviceName, deviceNamed } from '../onnx/devices/registry.ts';

/** Memory for weights by device, in bytes. */
export type Budgets = Readonly<Record<DeviceName, number>>;

/** The budgets when none is set. */
export function defaultBudgets(): Budgets {
  return Object.fromEntries(DEVICE_NAMES.map((name) => [name, defaultBudget(name)])) as Budgets;
}

function defaultBudget(device: DeviceName): number {
  const { memory } = deviceNamed(device);
  return Math.floor(memory.available() * memory.weightShare);
}

/** Most of the budget that activations of one picture may take. */
const ACTIVATION_SHARE = 0.25;

/**
 * Memory for the activations of one picture, in bytes: a power of two up to the device's limit. The size of tiles
 * follows from it and bytes follow from that, so few sizes mean few kinds of results.
 */
export function activationBytes(device: DeviceName, budgetBytes: number): number {
  const { maxActivationBytes } = deviceNamed(device).memory;
  return Math.min(maxActivationBytes, 2 ** Math.floor(Math.log2(Math.max(1, budgetBytes * ACTIVATION_SHARE))));
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const value = bytes / 2 ** (10 * unit);
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}
