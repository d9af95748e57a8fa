/** How a value becomes a file a person can open, and a value again. The name is written down with every file. */

export interface EncodedValue {
  /** Without the dot. */
  readonly extension: string;
  readonly bytes: Uint8Array;
  /** What the file cannot say about the value; JSON. */
  readonly meta?: unknown;
}

export interface ValueCodec {
  readonly name: string;
  encode(value: unknown): Promise<EncodedValue> | EncodedValue;
  /** @throws when the bytes are not what `encode` gave; the caller checks the digest of the value as well. */
  decode(bytes: Uint8Array<ArrayBuffer>, meta: unknown): unknown;
}

/** Codecs of certain socket types, by name of the type. Other values are JSON, or safetensors when they hold arrays. */
export type TypeCodecs = ReadonlyMap<string, ValueCodec>;
