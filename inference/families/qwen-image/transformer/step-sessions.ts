/** Runs a step through its sessions: as a whole or, for step caches, up to the first block and on from there. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import type { SessionChainOptions } from '../../../onnx/chain/session-chain.ts';
import type { Tensors } from '../../../onnx/session.ts';
import type { Pulse } from '../../../pulse.ts';
import type { Tensor } from '../../../tensor.ts';
import { buildPassModel, type PassModel, PassSessions, streamBefore } from '../../../transformer/pass-sessions.ts';
import { difference, firstRowsPlus, type StartedStep } from '../../../transformer/started-pass.ts';
import type { TransformerConfig } from './config.ts';
import { type StepGraphOptions, stepParts } from './step-graph.ts';

/**
 * Builds the graphs of a step.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildStepModel(
  config: TransformerConfig,
  weights: WeightSource,
  { patches, ...options }: StepGraphOptions,
): PassModel {
  return buildPassModel(stepParts(config, patches), weights, 'img_in', options);
}

export class StepSessions {
  readonly #sessions: PassSessions;

  private constructor(sessions: PassSessions) {
    this.#sessions = sessions;
  }

  /** @throws InferenceError as {@link PassSessions.create}. */
  static async create(model: PassModel, options: SessionChainOptions): Promise<StepSessions> {
    return new StepSessions(await PassSessions.create(model, options));
  }

  /** Names of all inputs of a pass. */
  get inputNames(): readonly string[] {
    return this.#sessions.inputNames;
  }

  /** The velocity of a whole pass. */
  async run(inputs: Tensors, pulse: Pulse): Promise<Tensor<'float32'>> {
    const { whole } = this.#sessions;
    if (whole) return velocityOf(await whole.run(inputs, { pulse }));
    const { first, rest, end } = await this.#sessions.inParts();
    const begun = await first.run(inputs, { outputs: [streamBefore(1, 'img'), streamBefore(1, 'txt')] });
    const streams = { ...begun, ...(await rest.run({ ...inputs, ...begun }, { pulse })) };
    return velocityOf(await end.run({ ...inputs, ...streams }));
  }

  /** Runs the first block of a pass. The inputs must not change before the pass is finished. */
  async start(inputs: Tensors): Promise<StartedStep> {
    const { first, rest, end } = await this.#sessions.inParts();
    const begun = await first.run(inputs);
    const img = begun[streamBefore(1, 'img')] as Tensor<'float32'>;
    const txt = begun[streamBefore(1, 'txt')] as Tensor<'float32'>;
    const finish = async (streams: Tensors): Promise<Tensor<'float32'>> =>
      velocityOf(await end.run({ ...inputs, ...streams }));
    const { layers } = this.#sessions;
    return {
      firstChange: difference(img, begun['img_in'] as Tensor<'float32'>),
      async finish(pulse) {
        const streams = { ...begun, ...(await rest.run({ ...inputs, ...begun }, { pulse })) };
        return {
          velocity: await finish(streams),
          change: difference(streams[streamBefore(layers, 'img')] as Tensor<'float32'>, img),
        };
      },
      finishWith: (change) =>
        finish({ [streamBefore(layers, 'img')]: firstRowsPlus(img, change), [streamBefore(layers, 'txt')]: txt }),
    };
  }

  async release(): Promise<void> {
    await this.#sessions.release();
  }
}

function velocityOf({ velocity }: Tensors): Tensor<'float32'> {
  return velocity as Tensor<'float32'>;
}
