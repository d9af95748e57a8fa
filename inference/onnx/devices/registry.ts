/** Every device by its name. A new device is one more entry here. */
import { cpu } from './cpu.ts';
import type { Device } from './device.ts';

const DEVICES = { cpu } satisfies Readonly<Record<string, Device>>;

export type DeviceName = keyof typeof DEVICES;

/** All names, the preferred device first. */
export const DEVICE_NAMES = Object.keys(DEVICES) as readonly DeviceName[];

/** The device of everything that asks for none. */
export const DEFAULT_DEVICE: Device = cpu;

export function deviceNamed(name: DeviceName): Device {
  return DEVICES[name];
}
