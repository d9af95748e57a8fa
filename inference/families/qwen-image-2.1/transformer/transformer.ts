/**
 * The transformer as a whole: a prompt, clean pictures, the noisy target and a timestep in, the velocity out. All that
 * comes before the target goes through the model once, and is kept for the steps that follow.
 */
import { assertNoneLeftOver } from '../../../checkpoint/completeness.ts';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { applyLoras } from '../../../checkpoint/lora/apply.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import { preparedSource } from '../../../checkpoint/prepared/prepared-source.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../../../onnx/devices/registry.ts';
import type { LatentSize, LoadOptions, ModelPlan } from '../../../onnx/model-plan.ts';
import { unlimitedSpareMemory } from '../../../spare-memory.ts';
import { strengthInputs } from '../../../onnx/strengths.ts';
import { totalMemory } from '../../../precision/weight-memory.ts';
import { noPulse, type Pulse } from '../../../pulse.ts';
import { expectMatrix } from '../../../tensor-shape.ts';
import type { Tensor } from '../../../tensor.ts';
import { MODULATION_PRECISION, ModulationCache } from '../../../transformer/modulation-cache.ts';
import { buildPassModel, PassSessions, streamBefore } from '../../../transformer/pass-sessions.ts';
import { difference, firstRowsPlus, type StartedStep } from '../../../transformer/started-pass.ts';
import { stretchedTimestepEmbedding } from '../../../transformer/timestep.ts';
import { tokenCount, type TokenGrid } from '../../../transformer/token-grid.ts';
import { transformerLoraTarget } from '../loras.ts';
import type { TransformerConfig } from './config.ts';
import { GrownTensors } from './grown-tensors.ts';
import { jointSequence, type SlotSpan } from './joint-sequence.ts';
import { buildModulationGraph } from './modulation-graph.ts';
import { openTransformer } from './open.ts';
import { JOINT_INPUT, passParts } from './pass-graph.ts';
import { type Prefix, PrefixCache } from './prefix-cache.ts';
import { SequencePass } from './sequence-pass.ts';
import { modulated, mostText, prefixInputs, targetInputs } from './stretch-inputs.ts';

/** A picture as tokens, in reading order. */
export interface PictureTokens {
  /** [height * width, inChannels]. */
  readonly tokens: Tensor<'float32'>;
  readonly grid: TokenGrid;
}

/** One forward pass. The tensors must not change as long as the model is loaded. */
export interface TransformerInput {
  /** Hidden states of the prompt [states, textWidth], unpadded. Those in slots of pictures are not read. */
  readonly text: Tensor<'float32'>;
  /** Where the slots of pictures stand among the hidden states, in order: four tokens for each slot; default: none. */
  readonly slots?: readonly SlotSpan[];
  /** Clean pictures, in the order of their slots; default: none. */
  readonly references?: readonly PictureTokens[];
  /** The noisy latents. */
  readonly target: PictureTokens;
  /** Sigma in [0, 1]. */
  readonly timestep: number;
  /** Of the model's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
  /** Called after each group of blocks; default: nobody follows. */
  readonly pulse?: Pulse;
}

/**
 * Float32 values per token and feature that are alive at once: measured 26 with 4,096 tokens and 27 with 12,544
 * (docs/measurements.md).
 */
const LIVE_VALUES = 27;
/** Keys and values. */
const KEPT_TENSORS = 2;
const FLOAT_BYTES = 4;

export class Transformer {
  readonly config: TransformerConfig;
  readonly #sessions: PassSessions;
  readonly #modulations: ModulationCache;
  readonly #prefixes: PrefixCache;

  private constructor(
    config: TransformerConfig,
    sessions: PassSessions,
    modulations: ModulationCache,
    prefixes: PrefixCache,
  ) {
    this.config = config;
    this.#sessions = sessions;
    this.#modulations = modulations;
    this.#prefixes = prefixes;
  }

  /**
   * Opens a `transformer/` folder in diffusers layout, or a single file: config and headers, no weights.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  static async plan(
    files: ComponentFiles,
    device: Device = DEFAULT_DEVICE,
    place?: PreparedPlace,
  ): Promise<ModelPlan<Transformer>> {
    const { config, weights: stored } = await openTransformer(files);
    const base = preparedSource(stored, place);
    const { weights, prepare } = await applyLoras(transformerLoraTarget(base), files.loras ?? [], place);
    const pass = buildPassModel(passParts(config), weights, JOINT_INPUT, { device });
    const modulation = buildModulationGraph(config, weights, { device });
    const used = new Set([...pass.chain.weightNames, ...modulation.weightNames]);
    assertNoneLeftOver(weights, ['transformer_blocks.', 'time_text_embed.', 'txt_in.'], used);
    return {
      prepared: [...pass.chain.prepared, ...modulation.prepared],
      activations(picture) {
        const kept = tokensOf(picture) * config.width * FLOAT_BYTES * LIVE_VALUES;
        // Sessions keep the memory of their largest run, other than those of a device that weights are streamed to.
        return { working: kept, kept: device.streaming ? 0 : kept };
      },
      memory: (precision) =>
        totalMemory(pass.chain.weightMemory(precision), modulation.weightMemory(MODULATION_PRECISION)),
      load: async (options) => {
        await prepare(options.onPrepared);
        const sessions = await PassSessions.create(pass, options);
        try {
          const modulations = await ModulationCache.create(modulation, options, stretchedTimestepEmbedding);
          const prefixes = new PrefixCache(options.spare ?? unlimitedSpareMemory);
          return new Transformer(config, sessions, modulations, prefixes);
        } catch (error) {
          await sessions.release();
          throw error;
        }
      },
    };
  }

  /** {@link plan}, then its weights. */
  static async load(dir: string, options: LoadOptions): Promise<Transformer> {
    return (await Transformer.plan({ dir })).load(options);
  }

  /**
   * Computes the modulation of a whole schedule at once, which costs little more than one timestep does.
   * @param timesteps sigmas in [0, 1].
   * @param strengths of the model's LoRAs.
   */
  async prepare(timesteps: readonly number[], strengths: readonly number[] = []): Promise<void> {
    await this.#modulations.get([...timesteps, 0], { strengths });
  }

  /**
   * The velocity of every token of the target [tokens, outFeatures].
   * @throws InferenceError `invalid-input` when sizes do not fit the model or each other.
   */
  async predict(input: TransformerInput): Promise<Tensor<'float32'>> {
    const { pass, done } = await this.#begin(input);
    const pulse = input.pulse ?? noPulse;
    const { whole } = this.#sessions;
    if (whole) await pass.through(whole, pulse);
    else {
      const { first, rest, end } = await this.#sessions.inParts();
      await pass.through(first, noPulse);
      await pass.through(rest, pulse);
      await pass.through(end, noPulse);
    }
    done();
    return pass.target('velocity');
  }

  /** Runs the first block of {@link predict}. The matrices of the result have the rows of the target's tokens. */
  async start(input: TransformerInput): Promise<StartedStep> {
    const { first, rest, end } = await this.#sessions.inParts();
    const { layers } = this.config;
    const { pass, done } = await this.#begin(input);
    await pass.through(first, noPulse, [JOINT_INPUT]);
    const begun = pass.target(streamBefore(1, 'x'));
    return {
      firstChange: difference(begun, pass.target(JOINT_INPUT)),
      async finish(pulse) {
        await pass.through(rest, pulse);
        const last = pass.target(streamBefore(layers, 'x'));
        await pass.through(end, noPulse);
        done();
        return { velocity: pass.target('velocity'), change: difference(last, begun) };
      },
      async finishWith(change) {
        pass.replaceTarget({ [streamBefore(layers, 'x')]: firstRowsPlus(begun, change) });
        await pass.through(end, noPulse);
        return pass.target('velocity');
      },
    };
  }

  async release(): Promise<void> {
    this.#prefixes.release();
    await Promise.all([this.#sessions.release(), this.#modulations.release()]);
  }

  /** A pass with its inputs; the second function keeps its prefix, once all blocks have seen it. */
  async #begin(input: TransformerInput): Promise<{ readonly pass: SequencePass; readonly done: () => void }> {
    const { text, slots = [], references = [], target, strengths = [] } = input;
    const states = this.#check(input);
    const sizes = { states, slots, pictures: references.map(({ grid }) => grid), target: target.grid };
    const sequence = jointSequence(sizes, (past) => mostText(this.config, past));
    const tokens = { text, references: references.map((each) => each.tokens), target: target.tokens };

    const timestep = this.config.stillPrefix ? 0 : input.timestep;
    const prefix: Prefix = { text, slots, references: tokens.references, strengths, timestep };
    const known = this.#prefixes.get(prefix);
    const bytes = sequence.prefixTokens * this.#bytesOfToken;
    const keeps = known !== undefined || (await this.#prefixes.hasRoom(bytes));
    const memory = known ?? new GrownTensors(sequence.prefixTokens, this.config.width);

    const [now, still] = await this.#modulations.get([input.timestep, timestep], { strengths });
    const given = strengthInputs(this.#sessions, strengths);
    const stretches = {
      prefix: known ? [] : prefixInputs(this.config, sequence, tokens),
      target: targetInputs(this.config, sequence, tokens),
    };
    const modulation = { prefix: { ...still, ...given }, target: { ...now, ...given } };
    return {
      pass: new SequencePass(modulated(stretches, modulation), memory, keeps),
      done: () => {
        if (keeps && !known) this.#prefixes.keep(prefix, memory, bytes);
      },
    };
  }

  /** Memory of the keys and values of a token. */
  get #bytesOfToken(): number {
    const { layers, width } = this.config;
    return layers * width * KEPT_TENSORS * FLOAT_BYTES;
  }

  /** @returns the number of hidden states. @throws InferenceError `invalid-input`. */
  #check({ text, references = [], target }: TransformerInput): number {
    const { inChannels, textWidth } = this.config;
    for (const [i, { tokens, grid }] of references.entries()) {
      expectMatrix(`references[${i}]`, tokens, tokenCount(grid), inChannels);
    }
    expectMatrix('latents', target.tokens, tokenCount(target.grid), inChannels);
    return expectMatrix('text', text, undefined, textWidth);
  }
}

function tokensOf({ frames, height, width }: LatentSize): number {
  return frames * height * width;
}
