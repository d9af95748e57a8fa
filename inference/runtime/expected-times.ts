/** Expects how long work takes, and learns from work that was done. The book of speeds outlives the process. */
import { cpus } from 'node:os';
import type { ComponentFiles } from '../checkpoint/component-files.ts';
import type { FamilyRegistry } from '../families/registry.ts';
import type { ComponentRef, SettledComponent } from '../families/requests.ts';
import type { Work, WorkModel, WorkOperation, WorkSizes } from '../families/work.ts';
import type { InferenceProfile } from '../profile.ts';
import type { SpeedBook } from '../speed/speed-book.ts';
import type { ComponentWork } from './measured-work.ts';
import type { Measured, Spent } from './protocol.ts';

/** A component whose digest need not be known. */
export interface ExpectedRef extends ComponentFiles {
  readonly family?: string;
  readonly settled?: SettledComponent;
}

/** Time that work takes, in seconds. */
export interface ExpectedTime {
  readonly seconds: number;
  /** Further seconds to load the component first; 0 when it is in memory, or was never loaded before. */
  readonly loading: number;
}

export interface TimesContext {
  readonly families: FamilyRegistry;
  readonly book: SpeedBook;
  readonly profile: () => InferenceProfile;
  readonly settle: (ref: ComponentRef) => Promise<SettledComponent>;
}

/**
 * Share of the speed of a bare product that whole models reach. Measured on two cores: transformer 0.97, VAE 0.89, text
 * encoder with weights as stored 0.65 (docs/measurements.md#work-and-time).
 */
const REACHED = 0.85;

/** The kernel whose speed stands for models that were never timed. */
const BASELINE = 'float32 Gemm';

/** A component and the kind of its work. */
interface Kind<O extends WorkOperation> {
  readonly name: string;
  readonly model: WorkModel<O>;
}

export class ExpectedTimes {
  readonly #context: TimesContext;
  readonly #kinds = new Map<string, Promise<Kind<WorkOperation> | undefined>>();
  /** Kinds of the components that the present child has loaded. */
  readonly #loaded = new Set<string>();

  constructor(context: TimesContext) {
    this.#context = context;
  }

  /**
   * @returns undefined when neither the work nor any speed of this machine is known.
   * @throws InferenceError those of opening the component.
   */
  async expect<O extends WorkOperation>(
    operation: O,
    ref: ExpectedRef,
    sizes: WorkSizes[O],
  ): Promise<ExpectedTime | undefined> {
    const kind = await this.#kindOf(operation, ref);
    if (!kind) return undefined;
    const { book } = this.#context;
    const amount = totalOf(kind.model.of(sizes));
    const cold = await book.predict(coldOf(kind.name), amount);
    const seconds = (await book.predict(kind.name, amount)) ?? cold ?? (await this.#guess(amount));
    if (seconds === undefined) return undefined;
    if (this.#loaded.has(kind.name)) return { seconds, loading: 0 };
    const loading = (await book.predict(loadingOf(kind.name), 1)) ?? 0;
    return { seconds, loading: loading + Math.max(0, (cold ?? seconds) - seconds) };
  }

  /** Learns from work that was done. */
  async learn({ operation, ref, sizes }: ComponentWork, { loading, working }: Spent): Promise<void> {
    const kind = await this.#kindOf(operation, ref);
    if (!kind) return;
    const { book } = this.#context;
    this.#loaded.add(kind.name);
    const sample = { amount: totalOf(kind.model.of(sizes)), seconds: working };
    if (loading === 0) return book.add(kind.name, sample);
    await book.add(coldOf(kind.name), sample);
    await book.add(loadingOf(kind.name), { amount: 1, seconds: loading });
  }

  /** Learns the speed of bare products, which stands for models that were never timed. */
  async learnKernels({ kernels }: Measured): Promise<void> {
    const { threads } = this.#context.profile();
    for (const { kernel, threads: used, gigaflops } of kernels) {
      if (used === threads)
        await this.#context.book.add(this.#machine(kernel), { amount: gigaflops * 1e9, seconds: 1 });
    }
  }

  /** The child has ended: a component has to be loaded again. */
  childEnded(): void {
    this.#loaded.clear();
  }

  async #guess(amount: number): Promise<number | undefined> {
    const seconds = await this.#context.book.predict(this.#machine(BASELINE), amount);
    return seconds === undefined ? undefined : seconds / REACHED;
  }

  async #kindOf<O extends WorkOperation>(operation: O, ref: ExpectedRef): Promise<Kind<O> | undefined> {
    const { dir, companions, variant, settled } = ref;
    const key = JSON.stringify([operation, dir, companions, variant, settled]);
    const known = this.#kinds.get(key) ?? this.#read(operation, ref);
    this.#kinds.set(key, known);
    known.catch(() => this.#kinds.delete(key));
    return known;
  }

  async #read(operation: WorkOperation, ref: ExpectedRef): Promise<Kind<WorkOperation> | undefined> {
    const component: ComponentRef = { digest: '', ...ref };
    const family = await this.#context.families.of(component);
    const work = await family.work?.();
    if (!work) return undefined;
    const model = (await work[operation](ref)) as WorkModel<WorkOperation>;
    const { held, device } = ref.settled ?? (await this.#context.settle(component));
    const ways = [...new Set(Object.values(held)), ...(device ? [device.name] : [])].join(' and ');
    return { name: this.#machine(`${operation}, ${family.name} ${model.proportions}, ${ways}`), model };
  }

  /** A kind of work on this machine, whose cache may be shared with others. */
  #machine(kind: string): string {
    const { device, threads } = this.#context.profile();
    return `${kind}, ${device}, threads ${threads}, ${cpus()[0]?.model ?? 'unknown'}`;
  }
}

function totalOf({ linear, attention }: Work): number {
  return linear + attention;
}

/** The first work of a component after it was loaded: it touches its memory for the first time. */
function coldOf(kind: string): string {
  return `first ${kind}`;
}

function loadingOf(kind: string): string {
  return `loading for ${kind}`;
}
