/**
 * Takes the stretches of a sequence through the groups of blocks: all of them through one group before any goes on to
 * the next. Each stretch finds the keys and values of those before it. Whether these are kept, or dropped after each
 * group, changes no result: every session gets the same inputs.
 */
import type { SessionChain } from '../../../onnx/chain/session-chain.ts';
import { disposeAll, type Values } from '../../../onnx/streaming/device-tensor.ts';
import type { Tensors } from '../../../onnx/session.ts';
import type { Pulse } from '../../../pulse.ts';
import type { Tensor } from '../../../tensor.ts';
import type { GrownTensors } from './grown-tensors.ts';
import { PAST } from './pass-inputs.ts';

/** A stretch on its way. */
interface Traveller {
  readonly inputs: Tensors;
  /** Adds its keys and values to those that later stretches see. */
  readonly isPrefix: boolean;
  /** Given by the group before. */
  streams: Values;
}

export interface SequenceStretches {
  /** Inputs of each stretch before the target; none when all their keys and values are there already. */
  readonly prefix: readonly Tensors[];
  readonly target: Tensors;
}

/** Whether a group hands an output to the next. */
const isStream = (name: string): boolean => name.startsWith('before.');
const isKept = (name: string): boolean => name.startsWith('keys.') || name.startsWith('values.');

export class SequencePass {
  readonly #travellers: readonly Traveller[];
  readonly #memory: GrownTensors;
  readonly #keeps: boolean;

  /**
   * @param memory keys and values of the prefix, so far.
   * @param keeps whether they stay in memory; else those of a group are dropped after it.
   */
  constructor({ prefix, target }: SequenceStretches, memory: GrownTensors, keeps: boolean) {
    const travellers = prefix.map((inputs): Traveller => ({ inputs, isPrefix: true, streams: {} }));
    this.#travellers = [...travellers, { inputs: target, isPrefix: false, streams: {} }];
    this.#memory = memory;
    this.#keeps = keeps;
  }

  /** What the target has become. @throws Error when no group has put that out. */
  target(name: string): Tensor<'float32'> {
    const tensor = this.#travellers.at(-1)?.streams[name];
    if (!tensor) throw new Error(`no group has put out ${name}`);
    return tensor as Tensor<'float32'>;
  }

  /** Sets what the target has become, in the place of groups that are skipped. */
  replaceTarget(streams: Tensors): void {
    for (const traveller of this.#travellers) traveller.streams = traveller.isPrefix ? {} : streams;
  }

  /**
   * Takes all stretches through a chain of groups.
   * @param exposed names that the target gets besides streams and velocity.
   * @throws the error of the pulse, and those of running a session.
   */
  async through(chain: SessionChain, pulse: Pulse, exposed: readonly string[] = []): Promise<void> {
    const { inputs } = this.#travellers.at(-1) ?? { inputs: {} };
    await chain.working(inputs, async () => {
      for (let group = 0; group < chain.length; group += 1) {
        for (const [i, traveller] of this.#travellers.entries()) {
          await this.#step(chain, group, traveller, exposed);
          await pulse((group + (i + 1) / this.#travellers.length) / chain.length);
        }
        if (!this.#keeps) this.#forget(chain, group);
      }
    });
  }

  async #step(chain: SessionChain, group: number, traveller: Traveller, exposed: readonly string[]): Promise<void> {
    const { inputs, isPrefix, streams } = traveller;
    const isWanted = (name: string): boolean =>
      isStream(name) || (isPrefix ? isKept(name) : name === 'velocity' || exposed.includes(name));
    const outputs = chain.outputNamesOf(group).filter(isWanted);
    // A prefix has no velocity.
    if (outputs.length === 0) return;
    const past = this.#past(chain.inputNamesOf(group));
    const made = await chain.runGroup(group, { ...inputs, ...streams, ...past }, outputs);
    disposeAll(streams);
    for (const [name, tensor] of Object.entries(made)) {
      if (isKept(name)) this.#memory.add(name, tensor as Tensor<'float32'>);
    }
    traveller.streams = Object.fromEntries(Object.entries(made).filter(([name]) => !isKept(name)));
  }

  #past(names: readonly string[]): Tensors {
    const past = names.filter((name) => name.startsWith(PAST));
    return Object.fromEntries(past.map((name) => [name, this.#memory.get(name.slice(PAST.length))]));
  }

  #forget(chain: SessionChain, group: number): void {
    for (const name of chain.outputNamesOf(group)) if (isKept(name)) this.#memory.drop(name);
  }
}
