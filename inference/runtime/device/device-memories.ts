/** Memory of the devices that models stream their weights to. All components on a device share it. */
import type { Device } from '../../onnx/devices/device.ts';
import { DeviceMemory } from '../../onnx/streaming/device-memory.ts';
import type { DeviceUse } from '../protocol.ts';

export class DeviceMemories {
  readonly #byName = new Map<string, DeviceMemory>();

  /** By the names of devices. */
  get byName(): ReadonlyMap<string, DeviceMemory> {
    return this.#byName;
  }

  /** What was counted, for people. */
  get use(): readonly DeviceUse[] {
    return [...this.#byName].map(([name, { limit, used, peak }]) => ({ name, limit, used, peak }));
  }

  /**
   * The option for loading a component; none where each component holds its own weights.
   * @param budget bytes that may be used on the device.
   */
  optionFor(device: Device, budget: number): { readonly deviceMemory?: DeviceMemory } {
    if (!device.streaming) return {};
    const memory = this.#byName.get(device.name) ?? new DeviceMemory(budget);
    this.#byName.set(device.name, memory);
    return { deviceMemory: memory };
  }
}
