/**
 * The weights of one component on a device: those of as many graphs as fit stay there, and those of the others are read
 * from their files and sent in every run, the next ones while a graph works.
 */
import { disposeAll, type Values } from './device-tensor.ts';
import type { Device } from '../devices/device.ts';
import type { Tensors } from '../session.ts';
import { DeviceMemory, type Tenant } from './device-memory.ts';
import { DevicePace } from './device-pace.ts';
import type { GraphWeights } from './graph-weights.ts';
import { bytesWith, keptWithin, leastBytes } from './placement.ts';
import { SharedSessions } from './shared-sessions.ts';
import { Uploader } from './uploader.ts';
import { WeightReader } from './weight-reader.ts';

export class DeviceWeights implements Tenant {
  readonly sessions = new SharedSessions();
  readonly #memory: DeviceMemory;
  /** Of all graphs, in the order in which they run. */
  readonly #graphs: GraphWeights[] = [];
  /** Activations of the last run of each part of the component. */
  readonly #activations = new Map<object, number>();
  /** So many of the first graphs may keep their weights. */
  #staying = 0;
  #reader = new WeightReader();
  #onDevice: { readonly uploader: Uploader; readonly pace: DevicePace } | undefined;
  #ahead: { readonly graph: GraphWeights; readonly values: Promise<Tensors> } | undefined;

  /** @param memory default: memory of its own without a limit. */
  constructor(memory = new DeviceMemory()) {
    this.#memory = memory;
  }

  get held(): number {
    return this.#graphs.reduce((sum, { kept, bytes }) => sum + (kept ? bytes : 0), 0);
  }

  /** Adds the graphs of a part, which run after those that are there. */
  add(graphs: readonly GraphWeights[], device: Device): void {
    this.#graphs.push(...graphs);
    this.#onDevice ??= { uploader: new Uploader(device), pace: new DevicePace(device) };
  }

  /** Forgets the graphs of a part that is released. */
  async remove(part: object, graphs: readonly GraphWeights[]): Promise<void> {
    await this.#dropAhead();
    this.#drop(graphs);
    this.#activations.delete(part);
    for (const graph of graphs) this.#graphs.splice(this.#graphs.indexOf(graph), 1);
    if (this.#graphs.length > 0) return;
    this.#memory.forget(this);
    const { uploader, pace } = this.#used;
    const reader = this.#reader;
    this.#onDevice = undefined;
    this.#reader = new WeightReader();
    await Promise.all([uploader.release(), pace.release(), reader.close(), this.sessions.release()]);
  }

  /**
   * Makes room for a run of a part, and counts its activations until {@link end}.
   * @param activations in bytes.
   * @throws InferenceError `out-of-memory` when the device may not hold even one graph with its weights.
   */
  async begin(part: object, activations: number): Promise<void> {
    this.#activations.set(part, activations);
    const weights = this.#graphs.map(({ bytes }) => bytes);
    const need = { weights, activations: Math.max(...this.#activations.values()) };
    const room = await this.#memory.room(this, bytesWith(weights.length, need), leastBytes(need));
    this.#staying = keptWithin(room, need) ?? 0;
    this.#drop(this.#graphs.slice(this.#staying));
    this.#memory.count(activations);
  }

  end(activations: number): void {
    this.#memory.count(-activations);
  }

  /**
   * Runs a graph with its weights, by the names of its inputs.
   * @param before values that the graph takes. Weights are sent when the device has computed them.
   * @throws InferenceError `out-of-memory`, `file-truncated`, and the errors of `run`.
   */
  async using<T>(graph: GraphWeights, before: Values, run: (weights: Values) => Promise<T>): Promise<T> {
    const { kept } = graph;
    if (kept) {
      await this.#used.pace.computed(before);
      return this.#readingAhead(graph, () => run(kept));
    }
    const weights = await this.#sent(graph, before);
    const stays = this.#graphs.indexOf(graph) < this.#staying;
    if (stays) graph.keep(weights);
    try {
      return await this.#readingAhead(graph, () => run(weights));
    } finally {
      if (!stays) {
        disposeAll(weights);
        this.#memory.count(-graph.bytes);
      }
    }
  }

  async leave(): Promise<void> {
    await this.#dropAhead();
    this.#drop(this.#graphs);
  }

  /**
   * Brings the weights of a graph to the device, where they count. They are read and prepared while the device
   * computes. A session would hold on to copies of weights in main memory until it runs again.
   */
  async #sent(graph: GraphWeights, before: Values): Promise<Values> {
    const weights = await graph.prepare(await this.#read(graph), this.#reader);
    try {
      await this.#used.pace.computed(before);
      return await this.#uploaded(graph, weights);
    } finally {
      this.#reader.giveBack(weights);
    }
  }

  async #uploaded({ bytes }: GraphWeights, weights: Tensors): Promise<Values> {
    this.#memory.count(bytes);
    try {
      return await this.#used.uploader.upload(weights);
    } catch (error) {
      this.#memory.count(-bytes);
      throw error;
    }
  }

  async #read(graph: GraphWeights): Promise<Tensors> {
    if (this.#ahead?.graph !== graph) {
      await this.#dropAhead();
      return graph.read(this.#reader);
    }
    const { values } = this.#ahead;
    this.#ahead = undefined;
    return values;
  }

  /** Starts to read the weights that will be sent after a graph, then runs the graph. */
  #readingAhead<T>(graph: GraphWeights, run: () => Promise<T>): Promise<T> {
    const next = this.#graphs.slice(this.#graphs.indexOf(graph) + 1).find(({ kept }) => !kept);
    if (next && !this.#ahead) {
      const values = next.read(this.#reader);
      // Whoever takes the values meets the error.
      values.catch(() => {});
      this.#ahead = { graph: next, values };
    }
    return run();
  }

  async #dropAhead(): Promise<void> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    const values = await ahead?.values.catch(() => undefined);
    if (values) this.#reader.giveBack(values);
  }

  get #used(): { readonly uploader: Uploader; readonly pace: DevicePace } {
    if (!this.#onDevice) throw new Error('unreachable: a graph that runs was added, with its device');
    return this.#onDevice;
  }

  #drop(graphs: readonly GraphWeights[]): void {
    for (const graph of graphs) this.#memory.count(-graph.drop());
  }
}
