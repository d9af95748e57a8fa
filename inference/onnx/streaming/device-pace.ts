/**
 * Keeps the processor in step with a device. A session whose results stay on the device returns before they are
 * computed; without a pause, the weights of many graphs would wait there at once, and progress would be told too early.
 */
import { mapSource } from '../../checkpoint/weight-source.ts';
import { DeviceTensor, type Values } from './device-tensor.ts';
import type { Device } from '../devices/device.ts';
import { Graph } from '../graph.ts';
import { Session } from '../session.ts';

/** Runs after which memory of earlier ones is free. */
const RUNS_UNTIL_FREE = 2;

export class DevicePace {
  readonly #device: Device;
  /** By number of axes. */
  readonly #sessions = new Map<number, Promise<Session>>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** Waits until values are computed. Those in main memory are. */
  async computed(values: Values): Promise<void> {
    const last = Object.values(values).findLast((value) => value instanceof DeviceTensor);
    if (!last) return;
    const axes = last.dims.length;
    const session = this.#sessions.get(axes) ?? firstElement(this.#device, axes);
    this.#sessions.set(axes, session);
    // The provider lets go of what it no longer needs in the next run, and the device when that is done.
    for (let i = 0; i < RUNS_UNTIL_FREE; i += 1) await (await session).run({ x: last });
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => (await session).release()));
  }
}

/** A session whose result is the first element of a float32 tensor, in main memory. */
function firstElement(device: Device, axes: number): Promise<Session> {
  const g = new Graph('first-element', mapSource('first-element', new Map()), { device });
  const sizes = Array.from({ length: axes }, (_, axis) => `size${axis}`);
  let x = g.input('x', 'float32', sizes);
  for (let axis = 0; axis < axes; axis += 1) x = g.at(x, 0, 0);
  g.output('y', x);
  return Session.create(g.finish(), { precision: 'cast', arena: false });
}
