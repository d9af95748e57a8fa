/** A graph of a chain that is given its weights, in a session that it shares with all graphs of its shape. */
import { DEFAULT_DEVICE } from '../devices/registry.ts';
import type { Values } from './device-tensor.ts';
import type { OnnxModel } from '../model.ts';
import type { Session, SessionOptions } from '../session.ts';
import type { DeviceWeights } from './device-weights.ts';
import { GraphWeights } from './graph-weights.ts';
import type { StreamedWeights } from './stream-graph.ts';

export class StreamedStage {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly weights: GraphWeights;
  readonly #names: ReadonlyMap<string, string>;
  readonly #session: Session;
  readonly #onDevice: DeviceWeights;

  private constructor(
    { inputs, outputs }: OnnxModel,
    { names }: StreamedWeights,
    session: Session,
    weights: GraphWeights,
    onDevice: DeviceWeights,
  ) {
    this.inputNames = inputs.map(({ name }) => name);
    this.outputNames = outputs.map(({ name }) => name);
    this.weights = weights;
    this.#names = names;
    this.#session = session;
    this.#onDevice = onDevice;
  }

  /**
   * @param handed outputs that stay on the device, where it has memory of its own.
   * @param onDevice the weights of the component. The stage is not among them yet.
   * @throws InferenceError as `Session.create`.
   */
  static async create(
    model: OnnxModel,
    options: SessionOptions,
    handed: readonly string[],
    onDevice: DeviceWeights,
  ): Promise<StreamedStage> {
    const { streamed } = model;
    if (!streamed) throw new Error('unreachable: graphs of one chain are built alike');
    const inner = handed.map((name) => streamed.names.get(name) ?? name);
    const staying = model.device.streaming?.location === 'gpu-buffer' ? inner : [];
    const { sessions } = onDevice;
    const session = await sessions.get(model, { ...options, arena: false, onDevice: staying });
    const { preparation } = streamed;
    const prepares = preparation && { ...model, bytes: preparation.bytes, device: DEFAULT_DEVICE };
    const weights = new GraphWeights(streamed, prepares && (await sessions.get(prepares, { precision: 'fp32' })));
    return new StreamedStage(model, streamed, session, weights, onDevice);
  }

  /**
   * Runs the graph. Outputs that stay on the device belong to the caller.
   * @param outputs those to return: the graph computes all of them.
   * @throws InferenceError as `Session.run`, and for weights that cannot be read.
   */
  run(inputs: Values, outputs: readonly string[]): Promise<Values> {
    return this.#onDevice.using(this.weights, inputs, async (weights) => {
      const results = await this.#session.runAll({ ...this.#inner(inputs), ...weights });
      return Object.fromEntries(
        outputs.flatMap((name) => {
          const result = results[this.#names.get(name) ?? name];
          return result ? [[name, result] as const] : [];
        }),
      );
    });
  }

  #inner(values: Values): Values {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [this.#names.get(name) ?? name, value]));
  }
}
