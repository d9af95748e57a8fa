/** The memory budgets of devices, and sizes in words. */
import { cpu } from '../onnx/devices/cpu.ts';
import type { Device } from '../onnx/devices/device.ts';
import { type DeviceKind, kindOf } from '../onnx/devices/names.ts';

/** Memory for weights by kind of device, in bytes. A kind that is left out has the share that the device names. */
export type Budgets = { readonly cpu: number } & Readonly<Partial<Record<DeviceKind, number>>>;

/** The budgets when none is set. */
export function defaultBudgets(): Budgets {
  return { cpu: defaultBudget(cpu) };
}

/** Memory for weights on a device, in bytes. */
export function budgetOf(device: Device, budgets: Budgets): number {
  return budgets[kindOf(device.name)] ?? defaultBudget(device);
}

function defaultBudget({ memory }: Device): number {
  return Math.floor(memory.available() * memory.weightShare);
}

/** Most of the budget that activations of one picture may take. */
const ACTIVATION_SHARE = 0.25;

/**
 * Memory for the activations of one picture, in bytes: a power of two up to the device's limit. The size of tiles
 * follows from it and bytes follow from that, so few sizes mean few kinds of results.
 */
export function activationBytes({ memory: { maxActivationBytes } }: Device, budgetBytes: number): number {
  return Math.min(maxActivationBytes, 2 ** Math.floor(Math.log2(Math.max(1, budgetBytes * ACTIVATION_SHARE))));
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const value = bytes / 2 ** (10 * unit);
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}
