/**
 * A graph that holds its weights, in a session that is loaded when it is used. On a device with little memory it is
 * released when another component needs the room.
 */
import type { OnnxModel } from '../model.ts';
import { Session, type SessionOptions, type Tensors } from '../session.ts';
import { sizesOf } from './activations.ts';
import type { DeviceMemory, Tenant } from './device-memory.ts';

export interface DeviceSessionOptions extends SessionOptions {
  /** Where the weights and values are counted; absent: in memory that the system shares out. */
  readonly deviceMemory?: DeviceMemory;
}

export class DeviceSession implements Tenant {
  readonly #model: OnnxModel;
  readonly #options: DeviceSessionOptions;
  readonly #bytes: number;
  #session: Promise<Session> | undefined;

  constructor(model: OnnxModel, options: DeviceSessionOptions) {
    this.#model = model;
    this.#options = options;
    const { copied, mapped } = model.weightMemory(options.precision);
    this.#bytes = copied + mapped;
  }

  get held(): number {
    return this.#session ? this.#bytes : 0;
  }

  /**
   * Runs the graph; the first run loads it. The inputs must not change before the promise settles.
   * @throws InferenceError as {@link Session.create} and {@link Session.run}.
   */
  async run(inputs: Tensors): Promise<Tensors> {
    const memory = this.#options.deviceMemory;
    if (!memory) return (await this.#loaded()).run(inputs);
    const activations = this.#model.activationBytes(sizesOf(this.#model.inputs, (name) => inputs[name]?.dims));
    const needed = this.#bytes + activations;
    await memory.room(this, needed, needed);
    const session = await this.#loaded();
    memory.count(activations);
    try {
      return await session.run(inputs);
    } finally {
      memory.count(-activations);
    }
  }

  /** Frees the memory. The next run loads the graph again. */
  async leave(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#forget();
    await (await session).release();
  }

  /** Frees the memory for good. */
  async release(): Promise<void> {
    this.#options.deviceMemory?.forget(this);
    await this.leave();
  }

  #loaded(): Promise<Session> {
    if (this.#session) return this.#session;
    const session = Session.create(this.#model, this.#options);
    this.#session = session;
    this.#options.deviceMemory?.count(this.#bytes);
    session.catch(() => this.#forget());
    return session;
  }

  #forget(): void {
    this.#session = undefined;
    this.#options.deviceMemory?.count(-this.#bytes);
  }
}
