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
import { cpu } from '../onnx/devices/cpu.ts';
import { type Device, withIntegers } from '../onnx/devices/device.ts';
import type { DeviceName } from '../onnx/devices/names.ts';
import { deviceNamed } from '../onnx/devices/registry.ts';
import { chooseIntegers } from '../onnx/kernels/choose-integers.ts';
import { MachineIntegers } from '../onnx/kernels/machine-integers.ts';
import type { ModelPlan } from '../onnx/model-plan.ts';
import type { SpareMemory } from '../spare-memory.ts';
import { choosePrecision, exactSetting, type HeldName, isRounded, packedOrMapped } from '../precision/choose.ts';
import { precisionNamed, type PrecisionName } from '../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../precision/weight-memory.ts';
import { KeptMemory } from './kept-memory.ts';
import { activationBytes, budgetOf, formatBytes } from './memory.ts';
import { assertPictureFits, type PictureStage } from './picture-memory.ts';
import { DeviceMemories } from './device/device-memories.ts';
import { weightBudget } from './device/weight-budget.ts';
import type { CheckRequest, RuntimeSettings, RuntimeStatus } from './protocol.ts';
import { defaultThreads } from './threads.ts';

interface Resident {
  readonly family: string;
  readonly kind: string;
  readonly dir: string;
  /** Name of the device that holds it. */
  readonly device: string;
  readonly memory: WeightMemory;
  readonly model: Model;
}

/** A component whose weights fit, before they are loaded. */
interface PlannedComponent extends PictureStage {
  readonly plan: ModelPlan<Model>;
  readonly precision: PrecisionName;
  readonly device: Device;
  /** Memory of the device for weights, in bytes. */
  readonly budget: number;
}

/** A family at work on its own components. */
export interface WorkingFamily {
  readonly family: Family;
  readonly runtime: FamilyRuntime;
  readonly loaded: Loaded;
}

export class Residents {
  readonly #settings: RuntimeSettings;
  /** The device of components that name none. */
  readonly #device: Device;
  readonly #devices: (name: DeviceName) => Device;
  /** Threads of one operator. */
  readonly threads: number;
  readonly #prepared: string;
  readonly #families: FamilyRegistry;
  readonly #onPrepared: OnPrepared;
  /** The kernels for products of integers on this machine: see {@link chooseIntegers}. */
  readonly integers: MachineIntegers;
  /** Seconds spent on loading components, since the start. */
  loadingSeconds = 0;
  /** Insertion order is order of use: a used entry is deleted and set again. */
  readonly #loaded = new Map<string, Resident>();
  /** What models keep beside their weights: in main memory, whatever their device. */
  readonly #kept = new KeptMemory();
  readonly deviceMemories = new DeviceMemories();

  /**
   * @param onPrepared called while weights are prepared.
   * @param devices every device by its name; tests give one that fails.
   */
  constructor(
    settings: RuntimeSettings,
    families: FamilyRegistry,
    onPrepared: OnPrepared = () => {},
    devices: (name: DeviceName) => Device = deviceNamed,
  ) {
    this.#settings = settings;
    this.#devices = devices;
    this.#device = settings.device === 'auto' ? cpu : devices(settings.device);
    this.threads = settings.threads ?? defaultThreads();
    this.#prepared = settings.prepared ?? join(tmpdir(), 'inkloom-prepared');
    this.#families = families;
    this.integers = new MachineIntegers((options) => chooseIntegers(this.#prepared, cpu, this.threads, options));
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
      loaded: { get: (kind, other, beside) => this.#getOf(family, kind, other, beside) },
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
    for (const device of new Set(planned.map((each) => each.device.name))) {
      const stages = planned.filter((each) => each.device.name === device);
      if (picture) assertPictureFits(stages, picture, stages[0]?.budget ?? 0);
    }
  }

  status(): RuntimeStatus {
    const loaded = [...this.#loaded.values()].map(({ model: _, memory, ...rest }) => ({ ...rest, ...memory }));
    const { use: devices } = this.deviceMemories;
    return {
      loaded,
      keptBytes: this.#kept.bytes,
      budgetBytes: budgetOf(this.#device, this.#settings.budgets),
      devices,
    };
  }

  /** @throws InferenceError `invalid-input` for a component of another family. */
  async #getOf(family: Family, kind: string, ref: ComponentRef, beside?: readonly string[]): Promise<Model> {
    const owner = await this.#families.of(ref);
    if (owner.name === family.name) return this.#load(family, kind, ref, beside);
    throw new InferenceError(
      'invalid-input',
      `The ${kind} in ${ref.dir} is made for another family of models: ${owner.name}, not ${family.name}`,
      { file: ref.dir, field: kind, expected: family.name, received: owner.name },
    );
  }

  async #load(family: Family, kind: string, ref: ComponentRef, beside: readonly string[] = []): Promise<Model> {
    const { dir, variant, digest, loras = [], builtIn = [], settled } = ref;
    const wanted = settled?.held[kind] ?? settled?.held['*'];
    const parts = builtIn.map((part) => [part.dir, part.digest]);
    const { rowScale } = settled ?? {};
    const { name: device } = this.#deviceOf(kind, ref);
    const made = [dir, variant, digest, loraKeys(loras), parts];
    const key = JSON.stringify([family.name, kind, device, ...made, wanted, rowScale]);
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
    await this.#makeRoom(planned, (other) => other.dir === dir && beside.includes(other.kind));
    const model = await plan.load({
      precision,
      activationBytes: planned.activationBytes,
      spare: this.#spareFor(key),
      onPrepared: this.#onPrepared,
      ...(threads === undefined ? {} : { threads }),
      ...this.deviceMemories.optionFor(planned.device, planned.budget),
    });
    this.#loaded.set(key, { family: family.name, kind, dir, device, memory, model });
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
    const own = this.#deviceOf(kind, ref);
    const device = matrices === 'integers' && own.integers ? await this.#withIntegers(own, ref) : own;
    const plan = await component.plan(ref, device, { ...place, ...(matrices === 'as stored' ? {} : { matrices }) });
    const { budgets } = this.#settings;
    const budget = await weightBudget(device, budgets);
    const held = named ?? choosePrecision(exactSetting(setting), plan.memory, budget);
    const precision = device.isHost ? packedOrMapped(held, plan.memory, budget) : held;
    const memory = plan.memory(precision);
    if (memory.copied > budget) throw tooLarge(kind, dir, memory.copied, budget, precisionNamed(precision).held);
    const activations = activationBytes(device, budgetOf(device, budgets));
    return { kind, dir, device, budget, plan, precision, memory, activationBytes: activations };
  }

  #deviceOf(kind: string, { settled }: ComponentRef): Device {
    const { device } = settled ?? {};
    if (!device) return this.#device;
    return device.except.includes(kind) ? cpu : this.#devices(device.name);
  }

  async #withIntegers(device: Device, { settled }: ComponentRef): Promise<Device> {
    return withIntegers(device, settled?.rowScale ?? (await this.integers.get()).rowScale);
  }

  /** Memory for what a model keeps beside its weights. Mapped weights make way for it, as they do for any memory. */
  #spareFor(key: string): SpareMemory {
    const kept = this.#kept;
    const budget = budgetOf(cpu, this.#settings.budgets);
    const free = (models: Iterable<Resident>): number =>
      budget - kept.bytes - totalMemory(...[...models].filter(isInMainMemory).map(({ memory }) => memory)).copied;
    const isFree = (bytes: number): boolean => bytes <= free(this.#loaded.values());
    return {
      isFree,
      makeFree: async (bytes) => {
        const keys = [...this.#loaded.keys()];
        const older = keys.slice(0, keys.indexOf(key));
        const others = keys.slice(older.length).flatMap((each) => this.#loaded.get(each) ?? []);
        if (bytes > free(others)) return false;
        for (const each of older) {
          const resident = this.#loaded.get(each);
          if (resident && isInMainMemory(resident) && !isFree(bytes)) await this.#release(each);
        }
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

  /**
   * Releases components of the same device, the least recently used first, until another one fits.
   * @param stays whether a component stays although it takes room.
   */
  async #makeRoom(
    { device, budget, memory: needed }: PlannedComponent,
    stays: (other: Resident) => boolean,
  ): Promise<void> {
    // Where weights are streamed, components leave the device by themselves.
    if (device.streaming) return;
    const others = [...this.#loaded].filter(([, resident]) => resident.device === device.name);
    let held = totalMemory(needed, ...others.map(([, { memory }]) => memory));
    // What a GPU model maps is main memory of the processor's part of it.
    const taken = (): number => held.copied + (device.isHost ? held.mapped : 0);
    if (device.isHost) this.#kept.shrinkTo(Math.max(0, budget - taken()));
    for (const [key, resident] of others) {
      if (taken() <= budget) return;
      if (stays(resident)) continue;
      const { memory } = resident;
      held = { copied: held.copied - memory.copied, mapped: held.mapped - memory.mapped };
      await this.#release(key);
    }
  }
}

function isInMainMemory({ device }: Resident): boolean {
  return device === cpu.name;
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
