/**
 * The models in memory. They stay after use, within a budget; to make room, those used least recently go first.
 * Requests run one at a time, so a model is never released while it works.
 */
import { InferenceError } from '../errors.ts';
import { DEFAULT_DEVICE } from '../onnx/devices/registry.ts';
import type { ModelPlan } from '../onnx/model-plan.ts';
import { choosePrecision } from '../precision/choose.ts';
import { precisionNamed } from '../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../precision/weight-memory.ts';
import { ControlNet } from '../families/qwen-image/controlnet/controlnet.ts';
import { TextEncoder } from '../text/qwen2.5-vl/text-encoder.ts';
import { Tokenizer } from '../text/tokenizer/tokenizer.ts';
import { Transformer } from '../families/qwen-image/transformer/transformer.ts';
import { Vae } from '../families/qwen-image/vae/vae.ts';
import { VisionTower } from '../text/qwen2.5-vl/vision/vision-tower.ts';
import type { ComponentRef, RuntimeSettings, RuntimeStatus } from './protocol.ts';
import { formatBytes } from './memory.ts';

interface Model {
  release(): Promise<void>;
}

/** What can be loaded: a class with a static `plan`, or a plain object. */
interface Component<M extends Model> {
  plan(dir: string): Promise<ModelPlan<M>>;
}

interface Resident {
  readonly kind: string;
  readonly dir: string;
  readonly memory: WeightMemory;
  readonly model: Model;
}

export class Residents {
  readonly #settings: RuntimeSettings;
  /** Insertion order is order of use: a used entry is deleted and set again. */
  readonly #loaded = new Map<string, Resident>();

  constructor(settings: RuntimeSettings) {
    this.#settings = settings;
  }

  transformer(ref: ComponentRef): Promise<Transformer> {
    return this.#get('transformer', ref, Transformer);
  }

  controlNet(ref: ComponentRef): Promise<ControlNet> {
    return this.#get('ControlNet', ref, ControlNet);
  }

  textEncoder(ref: ComponentRef): Promise<TextEncoder> {
    return this.#get('text encoder', ref, TextEncoder);
  }

  visionTower(ref: ComponentRef): Promise<VisionTower> {
    return this.#get('vision tower', ref, VisionTower);
  }

  vae(ref: ComponentRef): Promise<Vae> {
    return this.#get('VAE', ref, Vae);
  }

  tokenizer(ref: ComponentRef): Promise<Tokenizer> {
    return this.#get('tokenizer', ref, tokenizerModel).then(({ tokenizer }) => tokenizer);
  }

  status(): RuntimeStatus {
    const loaded = [...this.#loaded.values()].map(({ kind, dir, memory }) => ({ kind, dir, ...memory }));
    return { loaded, budgetBytes: this.#settings.budgetBytes };
  }

  /**
   * The model of a folder, loaded when it is not in memory.
   * @throws InferenceError `out-of-memory` when it does not fit the budget even alone, and whatever its loader throws.
   */
  async #get<M extends Model>(kind: string, { dir, digest }: ComponentRef, component: Component<M>): Promise<M> {
    const key = `${kind} ${dir} ${digest}`;
    const known = this.#loaded.get(key);
    if (known) {
      this.#loaded.delete(key);
      this.#loaded.set(key, known);
      return known.model as M;
    }
    const plan = await component.plan(dir);
    const { threads, budgetBytes } = this.#settings;
    const precision = choosePrecision(this.#settings.precision, (name) => plan.memory(name), budgetBytes);
    const needed = plan.memory(precision);
    if (needed.copied > budgetBytes) {
      throw tooLarge(kind, dir, needed.copied, budgetBytes, precisionNamed(precision).held);
    }
    await this.#makeRoom(needed);
    const activationBytes = Math.min(DEFAULT_DEVICE.memory.maxActivationBytes, budgetBytes / 4);
    const model = await plan.load({ precision, activationBytes, ...(threads === undefined ? {} : { threads }) });
    this.#loaded.set(key, { kind, dir, memory: needed, model });
    return model;
  }

  async #makeRoom(needed: WeightMemory): Promise<void> {
    let held = totalMemory(needed, ...[...this.#loaded.values()].map(({ memory }) => memory));
    for (const [key, { memory, model }] of this.#loaded) {
      if (held.copied + held.mapped <= this.#settings.budgetBytes) return;
      this.#loaded.delete(key);
      held = { copied: held.copied - memory.copied, mapped: held.mapped - memory.mapped };
      await model.release();
    }
  }
}

/** Mapped weights never count against the budget alone: the system takes their pages back when it needs them. */
function tooLarge(kind: string, dir: string, bytes: number, budgetBytes: number, held: string): InferenceError {
  const [needed, budget] = [formatBytes(bytes), formatBytes(budgetBytes)];
  return new InferenceError(
    'out-of-memory',
    `Not enough memory for the ${kind} in ${dir}: its weights take ${needed} ${held}, the budget is ${budget}. ` +
      'Raise the budget, or leave the weights as stored (precision "cast").',
    { file: dir, field: 'memory', expected: `at most ${budget}`, received: needed },
  );
}

/** A tokenizer counts as nothing: its memory is small, and the process's own. */
const tokenizerModel: Component<Model & { readonly tokenizer: Tokenizer }> = {
  async plan(dir) {
    const tokenizer = await Tokenizer.load(dir);
    const memory = { copied: 0, mapped: 0 };
    return {
      memory: () => memory,
      load: () => Promise.resolve({ tokenizer, release: () => Promise.resolve() }),
    };
  },
};
