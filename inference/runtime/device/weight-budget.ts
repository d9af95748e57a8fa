/** Memory of a device for weights, when none is set: a share of what the system tells of the adapter. */
import type { Device } from '../../onnx/devices/device.ts';
import { indexOf, kindOf } from '../../onnx/devices/names.ts';
import { type Budgets, budgetOf } from '../memory.ts';
import type { GraphicsAdapter } from './adapter-texts.ts';
import { graphicsAdapters } from './adapters.ts';

let adapters: Promise<readonly GraphicsAdapter[]> | undefined;

/** In bytes. The system is asked once in the life of a process; never for the processor, or a budget that is set. */
export async function weightBudget(device: Device, budgets: Budgets): Promise<number> {
  if (device.isHost || budgets[kindOf(device.name)] !== undefined) return budgetOf(device, budgets);
  const memory = memoryOf(device, await (adapters ??= graphicsAdapters()));
  return memory === undefined ? budgetOf(device, budgets) : Math.floor(memory * device.memory.weightShare);
}

/** Bytes of the adapter that a device stands for; undefined where the system does not tell. */
export function memoryOf({ name }: Pick<Device, 'name'>, found: readonly GraphicsAdapter[]): number | undefined {
  const known = found.filter((adapter) => adapter.memory !== undefined);
  if (kindOf(name) === 'cuda') return known.filter((each) => /nvidia/i.test(each.name))[indexOf(name)]?.memory;
  const bySize = known.map(({ memory }) => memory ?? 0).toSorted((a, b) => b - a);
  // The economical adapter of a machine is the one with less memory.
  return indexOf(name) === 0 ? bySize[0] : bySize.at(-1);
}
