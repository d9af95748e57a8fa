/** Brings weights into the memory of a device, where sessions find them in every run. */
import { mapSource } from '../../checkpoint/weight-source.ts';
import type { Device } from '../devices/device.ts';
import { DeviceTensor, type Values } from './device-tensor.ts';
import { Graph } from '../graph.ts';
import { Session, type Tensors } from '../session.ts';
import type { Tensor } from '../../tensor.ts';

export class Uploader {
  readonly #device: Device;
  /** By element type and number of axes. */
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(device: Device) {
    this.#device = device;
  }

  /**
   * Copies of tensors, on the device; where it has no memory of its own, in main memory.
   * @throws InferenceError `out-of-memory`; none of the tensors stays then.
   */
  async upload(tensors: Tensors): Promise<Values> {
    if (this.#device.streaming?.location !== 'gpu-buffer') return copies(tensors);
    const uploaded: Record<string, DeviceTensor> = {};
    try {
      for (const [name, tensor] of Object.entries(tensors)) uploaded[name] = await this.#uploaded(tensor);
    } catch (error) {
      for (const tensor of Object.values(uploaded)) tensor.dispose();
      throw error;
    }
    return uploaded;
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => (await session).release()));
  }

  async #uploaded(tensor: Tensor): Promise<DeviceTensor> {
    const key = `${tensor.dtype} ${tensor.dims.length}`;
    const session = this.#sessions.get(key) ?? identity(this.#device, tensor);
    this.#sessions.set(key, session);
    const { y } = await (await session).runAll({ x: tensor });
    if (y instanceof DeviceTensor) return y;
    throw new Error(`The device "${this.#device.name}" did not keep a tensor`);
  }
}

function copies(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
}

/** A session that gives back what it takes, on the device. */
function identity(device: Device, { dtype, dims }: Tensor): Promise<Session> {
  const g = new Graph('upload', mapSource('upload', new Map()), { device });
  g.output(
    'y',
    g.input(
      'x',
      dtype,
      dims.map((_, axis) => `size${axis}`),
    ),
  );
  return Session.create(g.finish(), { precision: 'cast', arena: false, onDevice: ['y'] });
}
