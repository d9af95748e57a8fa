/** Turns values into bytes that other tools can open, and back: the one place that chooses the codec of a value. */
import type { TypeCodecs, ValueCodec } from '../../graph/value-codec.ts';
import { digestLargeValue } from '../canonical.ts';
import { jsonCodec } from './json.ts';
import { safetensorsCodec } from './safetensors.ts';

/** The facts needed to decode a value again. */
export interface CodedAs {
  /** Name of the codec. */
  readonly codec: string;
  /** Of a file with the bytes, without the dot. */
  readonly extension: string;
  /** JSON with everything that the bytes cannot hold; null when there is no such thing. */
  readonly meta: string | null;
}

export interface CodedValue extends CodedAs {
  readonly bytes: Uint8Array;
}

export class ValueCoder {
  readonly #byType: TypeCodecs;
  readonly #byName: ReadonlyMap<string, ValueCodec>;

  /** @param codecs default: JSON, and safetensors for values with arrays. */
  constructor(codecs: TypeCodecs = new Map()) {
    this.#byType = codecs;
    this.#byName = new Map([jsonCodec, safetensorsCodec, ...codecs.values()].map((codec) => [codec.name, codec]));
  }

  /** @param type name of the socket type. */
  async encode(type: string, value: unknown): Promise<CodedValue> {
    const codec = this.#byType.get(type) ?? (holdsArrays(value) ? safetensorsCodec : jsonCodec);
    const { extension, bytes, meta } = await codec.encode(value);
    return { codec: codec.name, extension, meta: meta === undefined ? null : JSON.stringify(meta), bytes };
  }

  /**
   * @param digest of the value.
   * @returns undefined when the bytes are damaged, or hold a value of another digest.
   */
  async decode(
    digest: string,
    bytes: Uint8Array<ArrayBuffer>,
    { codec, meta }: CodedAs,
  ): Promise<{ readonly value: unknown } | undefined> {
    try {
      const value: unknown = await this.#byName.get(codec)?.decode(bytes, meta === null ? undefined : JSON.parse(meta));
      return (await digestLargeValue(value)) === digest ? { value } : undefined;
    } catch {
      return undefined;
    }
  }
}

function holdsArrays(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ArrayBuffer.isView(value) || Object.values(value).some(holdsArrays);
}
