/**
 * The components in memory. They stay after use, within the budget of the device; to make room, the least recently used
 * go first. Requests run one at a time, so a component is never released while it works.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrepared, type OnPrepared } from '../checkpoint/prepared/make-prepared.ts';
import type { LoraUse } from '../checkpoint/lora/use.ts';
import { InferenceError } from '../errors.ts';
import type { Family, FamilyRuntime, Loaded, Model } from '../families/family.ts';
import type { FamilyRegistry } from '../families/registry.ts';
import type { ComponentRef } from '../families/requests.ts';
import { type Device, withIntegers } from '../onnx/devices/device.ts';
import { deviceNamed } from '../onnx/devices/registry.ts';
import { chooseIntegers, type IntegerChoice } from '../onnx/kernels/choose-integers.ts';
import type { ModelPlan } from '../onnx/model-plan.ts';
import type { SpareMemory } from '../spare-memory.ts';
import { choosePrecision, exactSetting, type HeldName, isRounded, packedOrMapped } from '../precision/choose.ts';
import { precisionNamed, type PrecisionName } from '../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../precision/weight-memory.ts';
import { KeptMemory } from './kept-memory.ts';
import { activationBytes, formatBytes } from './memory.ts';
import { assertPictureFits, type PictureStage } from './picture-memory.ts';
import type { CheckRequest, RuntimeSettings, RuntimeStatus } from './protocol.ts';
import { defaultThreads } from './threads.ts';

interface Resident {
  readonly family: string;
  readonly kind: string;
  readonly dir: string;
  readonly memory: WeightMemory;
  readonly model: Model;
}

/** A component whose weights fit, before they are loaded. */
interface PlannedComponent extends PictureStage {
  readonly plan: ModelPlan<Model>;
  readonly precision: PrecisionName;
}

/** A family at work on its own components. */
export interface WorkingFamily {
  readonly family: Family;
  readonly runtime: FamilyRuntime;
  readonly loaded: Loaded;
}

export class Residents {
  readonly #settings: RuntimeSettings;
  readonly device: Device;
  /** Threads of one operator. */
  readonly threads: number;
  readonly #budget: number;
  readonly #prepared: string;
  readonly #families: FamilyRegistry;
  readonly #onPrepared: OnPrepared;
  #integers: Promise<IntegerChoice> | undefined;
  /** Seconds spent on loading components, since the start. */
  loadingSeconds = 0;
  /** Insertion order is order of use: a used entry is deleted and set again. */
  readonly #loaded = new Map<string, Resident>();
  readonly #kept = new KeptMemory();

  /** @param onPrepared called while weights are prepared. */
  constructor(settings: RuntimeSettings, families: FamilyRegistry, onPrepared: OnPrepared = () => {}) {
    this.#settings = settings;
    this.device = deviceNamed(settings.device);
    this.threads = settings.threads ?? defaultThreads();
    this.#budget = settings.budgets[settings.device];
    this.#prepared = settings.prepared ?? join(tmpdir(), 'inkloom-prepared');
    this.#families = families;
    this.#onPrepared = onPrepared;
  }

  /**
   * The family of a component.
   * @throws InferenceError those of {@link FamilyRegistry.of}.
   */
  async familyOf(ref: ComponentRef): Promise<WorkingFamily> {
    const family = await this.#families.of(ref);
    return {
      family,
      runtime: await family.runtime(),
      loaded: { get: (kind, other) => this.#getOf(family, kind, other) },
    };
  }

  /**
   * The component of a folder, loaded when it is not in memory.
   * @throws InferenceError `out-of-memory` when it does not fit the budget even alone; `invalid-input` for a kind its
   *   family does not have; the errors of its `plan`.
   */
  async get(kind: string, ref: ComponentRef): Promise<Model> {
    return this.#load(await this.#families.of(ref), kind, ref);
  }

  /**
   * Checks before a run that components can be loaded, and that a picture fits into memory with their weights.
   * @param request components in the order in which they work.
   * @throws InferenceError as {@link get}; `out-of-memory` for a picture that is too large.
   */
  async check({ components, picture }: CheckRequest): Promise<void> {
    const planned: PlannedComponent[] = [];
    for (const { role, ref } of components) {
      const family = await this.#families.of(ref);
      const kind = (await family.runtime()).roles?.[role];
      if (kind !== undefined) planned.push(await this.#plan(family, kind, ref));
    }
    if (picture) assertPictureFits(planned, picture, this.#budget);
  }

  /** The kernels for products of integers on this machine: see {@link chooseIntegers}. */
  integers(): Promise<IntegerChoice> {
    return (this.#integers ??= chooseIntegers(this.#prepared, this.device, this.#settings.threads));
  }

  status(): RuntimeStatus {
    const loaded = [...this.#loaded.values()].map(({ model: _, memory, ...rest }) => ({ ...rest, ...memory }));
    return { loaded, keptBytes: this.#kept.bytes, budgetBytes: this.#budget };
  }

  /** @throws InferenceError `invalid-input` for a component of another family. */
  async #getOf(family: Family, kind: string, ref: ComponentRef): Promise<Model> {
    const owner = await this.#families.of(ref);
    if (owner.name === family.name) return this.#load(family, kind, ref);
    throw new InferenceError(
      'invalid-input',
      `The ${kind} in ${ref.dir} is made for another family of models: ${owner.name}, not ${family.name}`,
      { file: ref.dir, field: kind, expected: family.name, received: owner.name },
    );
  }

  async #load(family: Family, kind: string, ref: ComponentRef): Promise<Model> {
    const { dir, variant, digest, loras = [], builtIn = [], settled } = ref;
    const wanted = settled?.held[kind] ?? settled?.held['*'];
    const parts = builtIn.map((part) => [part.dir, part.digest]);
    const { rowScale } = settled ?? {};
    const key = JSON.stringify([family.name, kind, dir, variant, digest, loraKeys(loras), parts, wanted, rowScale]);
    const known = this.#loaded.get(key);
    if (known) {
      this.#loaded.delete(key);
      this.#loaded.set(key, known);
      return known.model;
    }
    const started = performance.now();
    const planned = await this.#plan(family, kind, ref, wanted);
    const { plan, precision, memory } = planned;
    const { threads } = this.#settings;
    await makePrepared(plan.prepared ?? [], this.#onPrepared);
    await this.#makeRoom(memory);
    const model = await plan.load({
      precision,
      activationBytes: planned.activationBytes,
      spare: this.#spareFor(key),
      onPrepared: this.#onPrepared,
      ...(threads === undefined ? {} : { threads }),
    });
    this.#loaded.set(key, { family: family.name, kind, dir, memory, model });
    this.loadingSeconds += (performance.now() - started) / 1000;
    return model;
  }

  /**
   * Opens a component and checks that its weights fit, without loading them.
   * @param wanted how weights are held; default: what the settings say.
   * @throws InferenceError as {@link get}.
   */
  async #plan(family: Family, kind: string, ref: ComponentRef, wanted?: HeldName): Promise<PlannedComponent> {
    const { dir, digest } = ref;
    const component = (await family.runtime()).components[kind];
    if (!component) {
      throw new InferenceError('invalid-input', `The family "${family.name}" has no component "${kind}"`, {
        field: 'kind',
        received: kind,
      });
    }
    const place = { folder: this.#prepared, digest };
    const { precision: setting } = this.#settings;
    // A settled component says of which kinds the setting decides.
    const named = wanted ?? (isRounded(setting) && !ref.settled ? setting : undefined);
    const matrices = named ? precisionNamed(named).matrices : 'as stored';
    const device = matrices === 'integers' ? await this.#withIntegers(ref) : this.device;
    const plan = await component.plan(ref, device, { ...place, ...(matrices === 'as stored' ? {} : { matrices }) });
    const held = named ?? choosePrecision(exactSetting(setting), plan.memory, this.#budget);
    const precision = packedOrMapped(held, plan.memory, this.#budget);
    const memory = plan.memory(precision);
    if (memory.copied > this.#budget)
      throw tooLarge(kind, dir, memory.copied, this.#budget, precisionNamed(precision).held);
    const activations = activationBytes(this.#settings.device, this.#budget);
    return { kind, dir, plan, precision, memory, activationBytes: activations };
  }

  async #withIntegers({ settled }: ComponentRef): Promise<Device> {
    return withIntegers(this.device, settled?.rowScale ?? (await this.integers()).rowScale);
  }

  /** Memory for what a model keeps beside its weights. Mapped weights make way for it, as they do for any memory. */
  #spareFor(key: string): SpareMemory {
    const kept = this.#kept;
    const free = (models: Iterable<Resident>): number =>
      this.#budget - kept.bytes - totalMemory(...[...models].map(({ memory }) => memory)).copied;
    const isFree = (bytes: number): boolean => bytes <= free(this.#loaded.values());
    return {
      isFree,
      makeFree: async (bytes) => {
        const keys = [...this.#loaded.keys()];
        const older = keys.slice(0, keys.indexOf(key));
        const others = keys.slice(older.length).flatMap((each) => this.#loaded.get(each) ?? []);
        if (bytes > free(others)) return false;
        for (const each of older) if (!isFree(bytes)) await this.#release(each);
        return true;
      },
      take: (bytes, giveBack) => kept.take(bytes, giveBack),
    };
  }

  async #release(key: string): Promise<void> {
    const resident = this.#loaded.get(key);
    this.#loaded.delete(key);
    await resident?.model.release();
  }

  async #makeRoom(needed: WeightMemory): Promise<void> {
    let held = totalMemory(needed, ...[...this.#loaded.values()].map(({ memory }) => memory));
    this.#kept.shrinkTo(Math.max(0, this.#budget - held.copied - held.mapped));
    for (const [key, { memory }] of this.#loaded) {
      if (held.copied + held.mapped <= this.#budget) return;
      held = { copied: held.copied - memory.copied, mapped: held.mapped - memory.mapped };
      await this.#release(key);
    }
  }
}

/** The part of LoRAs that makes a model another one. Strengths of LoRAs beside the weights are inputs of the model. */
function loraKeys(loras: readonly LoraUse[]): readonly unknown[] {
  const last = loras.findLastIndex(({ merges }) => merges === 'earlier');
  return loras.map(({ digest, strength, merges }, i) => (i < last || merges !== 'none' ? [digest, strength] : digest));
}

/** Mapped weights alone never exceed the budget: the system takes their pages back when it needs them. */
function tooLarge(kind: string, dir: string, bytes: number, budgetBytes: number, held: string): InferenceError {
  const [needed, budget] = [formatBytes(bytes), formatBytes(budgetBytes)];
  return new InferenceError(
    'out-of-memory',
    `Not enough memory for the ${kind} in ${dir}: its weights take ${needed} ${held}, the budget is ${budget}. ` +
      'Raise the budget, or leave the weights as stored (precision "cast").',
    { file: dir, field: 'memory', expected: `at most ${budget}`, received: needed },
  );
}
