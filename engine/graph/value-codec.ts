/** Turns a value into a file a person can open, and back. The name of the codec is recorded with every file. */

export interface EncodedValue {
  /** File extension without the dot. */
  readonly extension: string;
  readonly bytes: Uint8Array;
  /** JSON with everything about the value that the file cannot hold. */
  readonly meta?: unknown;
}

export interface ValueCodec {
  readonly name: string;
  encode(value: unknown): Promise<EncodedValue> | EncodedValue;
  /** @throws when the bytes are damaged. The caller also checks the digest of the value. */
  decode(bytes: Uint8Array<ArrayBuffer>, meta: unknown): unknown;
}

/** Codecs by name of the socket type. Values of other types become JSON, or safetensors when they hold arrays. */
export type TypeCodecs = ReadonlyMap<string, ValueCodec>;
