/** The weights of one graph on their way from files to a device. */
import { disposeAll, type Values } from './device-tensor.ts';
import type { Session, Tensors } from '../session.ts';
import type { Value } from '../value.ts';
import { valueBytes } from './activations.ts';
import { sentBytes, type StreamedWeights } from './stream-graph.ts';
import { isWeightDType } from './weight-inputs.ts';
import type { WeightReader } from './weight-reader.ts';

export class GraphWeights {
  /** Bytes that are sent, or stay on the device. */
  readonly bytes: number;
  readonly #streamed: StreamedWeights;
  readonly #preparation: Session | undefined;
  #kept: Values | undefined;

  /** @param preparation session of the graph that makes weights of what is read, if there is one. */
  constructor(streamed: StreamedWeights, preparation: Session | undefined) {
    this.bytes = sentBytes(streamed);
    this.#streamed = streamed;
    this.#preparation = preparation;
  }

  /** The weights on the device; undefined while they are not there. */
  get kept(): Values | undefined {
    return this.#kept;
  }

  keep(values: Values): void {
    this.#kept = values;
  }

  /** Takes the weights off the device. @returns the bytes that are free then. */
  drop(): number {
    if (!this.#kept) return 0;
    disposeAll(this.#kept);
    this.#kept = undefined;
    return this.bytes;
  }

  /** As they are stored, by name. @throws InferenceError `file-truncated`. */
  read(reader: WeightReader): Promise<Tensors> {
    return reader.read(this.#streamed.weights);
  }

  /**
   * As they are sent, by the names of the graph's inputs.
   * @param read what {@link read} gave. Its memory belongs to the result, or to the reader.
   */
  async prepare(read: Tensors, reader: WeightReader): Promise<Tensors> {
    const { sent, names, preparation } = this.#streamed;
    const made: Tensors = preparation ? await this.#made(read, reader, preparation.names) : {};
    const used = new Set(sent.map(({ name }) => name));
    reader.giveBack(Object.fromEntries(Object.entries(read).filter(([name]) => !used.has(name))));
    const tensors = { ...read, ...made };
    return Object.fromEntries(
      sent.flatMap(({ name }) => {
        const tensor = tensors[name];
        return tensor ? [[names.get(name) ?? name, tensor] as const] : [];
      }),
    );
  }

  async #made(read: Tensors, reader: WeightReader, names: ReadonlyMap<string, string>): Promise<Tensors> {
    const session = this.#preparation;
    if (!session) throw new Error('unreachable: a graph that prepares weights has a session');
    const inputs = Object.entries(read).flatMap(([name, tensor]) => {
      const inner = names.get(name);
      return inner !== undefined && session.inputNames.includes(inner) ? [[inner, tensor] as const] : [];
    });
    const outputs = this.#streamed.sent.flatMap((value) => {
      const inner = names.get(value.name);
      return inner !== undefined && session.outputNames.includes(inner) ? [[value, inner] as const] : [];
    });
    const made = Object.fromEntries(outputs.map(([value, inner]) => [inner, lent(value, reader)]));
    await session.runInto(Object.fromEntries(inputs), made);
    return Object.fromEntries(outputs.flatMap(([{ name }, inner]) => (made[inner] ? [[name, made[inner]]] : [])));
  }
}

function lent(value: Value, reader: WeightReader): Tensors[string] {
  const { dtype, shape, name } = value;
  if (!isWeightDType(dtype)) throw new Error(`unreachable: ${name} is made of bytes, not of ${dtype}`);
  return reader.lend(dtype, shape.map(Number), valueBytes(value));
}
