/**
 * Keys and values of prefixes that were used last: those of the prompt and the pictures of a run, which every step sees
 * and no step changes. They are exact, so neither keeping nor losing them changes a result.
 */
import type { SpareMemory } from '../../../spare-memory.ts';
import type { Tensor } from '../../../tensor.ts';
import type { GrownTensors } from './grown-tensors.ts';
import type { SlotSpan } from './joint-sequence.ts';

/** All that the keys and values of a prefix depend on. The tensors must not change. */
export interface Prefix {
  /** Hidden states of the prompt. */
  readonly text: Tensor<'float32'>;
  readonly slots: readonly SlotSpan[];
  /** Tokens of the pictures. */
  readonly references: readonly Tensor<'float32'>[];
  readonly strengths: readonly number[];
  /** Of all tokens before the target. */
  readonly timestep: number;
}

interface Entry {
  readonly prefix: Prefix;
  readonly memory: GrownTensors;
  readonly uncount: () => void;
}

/** The prompts of two runs that take turns, each with a negative prompt. */
const MOST = 4;

export class PrefixCache {
  readonly #spare: SpareMemory;
  /** In order of use. */
  readonly #entries = new Set<Entry>();
  /** That of the pass before: with guidance it comes again in the next step. */
  #previous: Entry | undefined;

  constructor(spare: SpareMemory) {
    this.#spare = spare;
  }

  /** The keys and values of a prefix. */
  get(prefix: Prefix): GrownTensors | undefined {
    const found = [...this.#entries].find((entry) => isSame(entry.prefix, prefix));
    if (found) this.#use(found);
    return found?.memory;
  }

  /** Whether there is room to keep a prefix of so many bytes. Prefixes that were not used last make way. */
  async hasRoom(bytes: number): Promise<boolean> {
    while (!this.#spare.isFree(bytes)) {
      const oldest = [...this.#entries].find((entry) => entry !== this.#previous);
      if (!oldest) break;
      this.#drop(oldest);
    }
    const hasRoom = await this.#spare.makeFree(bytes);
    if (!hasRoom) this.#previous = undefined;
    return hasRoom;
  }

  /** Keeps the keys and values of a prefix, for as long as there is memory for them. */
  keep(prefix: Prefix, memory: GrownTensors, bytes: number): void {
    const uncount = this.#spare.take(bytes, () => this.#entries.delete(entry));
    const entry: Entry = { prefix, memory, uncount };
    this.#use(entry);
    const [oldest] = this.#entries;
    if (oldest && this.#entries.size > MOST) this.#drop(oldest);
  }

  release(): void {
    for (const entry of this.#entries) this.#drop(entry);
  }

  #use(entry: Entry): void {
    this.#entries.delete(entry);
    this.#entries.add(entry);
    this.#previous = entry;
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry);
    entry.uncount();
  }
}

function isSame(a: Prefix, b: Prefix): boolean {
  const facts = ({ slots, strengths, timestep, references }: Prefix): string =>
    JSON.stringify([slots, strengths, timestep, references.map(({ dims }) => dims)]);
  if (facts(a) !== facts(b) || !isEqual(a.text, b.text)) return false;
  return a.references.every((reference, i) => isEqual(reference, b.references[i] as Tensor<'float32'>));
}

/** Whether two tensors of one shape are equal to the bit. */
function isEqual(a: Tensor<'float32'>, b: Tensor<'float32'>): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ data: { buffer, byteOffset, byteLength } }: Tensor<'float32'>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
