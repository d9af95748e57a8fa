/** Every device by its name. A new kind is one more entry here, and its name in `names.ts`. */
import { cpu } from './cpu.ts';
import type { Device } from './device.ts';
import { coreml, cuda, dml, webgpu } from './gpus.ts';
import { type DeviceKind, type DeviceName, indexOf, kindOf } from './names.ts';

const DEVICES: Readonly<Record<DeviceKind, (index: number) => Device>> = { cpu: () => cpu, webgpu, cuda, dml, coreml };

/** The device of everything that asks for none. */
export const DEFAULT_DEVICE: Device = cpu;

/** The processor beside a device, for parts of a model that stay out of the memory of a GPU. */
export function hostFor(device: Device): Device {
  return device.isHost ? device : cpu;
}

export function deviceNamed(name: DeviceName): Device {
  return DEVICES[kindOf(name)](indexOf(name));
}
