/**
 * Previews of running nodes: the binary frames of the live connection. A frame is the length of the header in bytes
 * (uint32, big-endian), the header as UTF-8 JSON, and the bytes of the picture. Frames have no number and are not
 * repeated: a client that reads too slowly misses some.
 */

export interface PreviewHeader {
  readonly run: string;
  readonly document?: string | undefined;
  /** Id of a node of the workflow, never of a child of an expansion. */
  readonly node: string;
  /** For a node inside a subgraph, that node: `instance:node`. */
  readonly inner?: string | undefined;
  /** Steps done, of {@link max}. */
  readonly value: number;
  readonly max: number;
  readonly mediaType: string;
}

export function writePreviewFrame(header: PreviewHeader, picture: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(4 + head.length + picture.length);
  new DataView(frame.buffer).setUint32(0, head.length);
  frame.set(head, 4);
  frame.set(picture, 4 + head.length);
  return frame;
}

/** @throws RangeError for a frame that is cut short; SyntaxError when its header is not JSON. */
export function readPreviewFrame(frame: ArrayBuffer): {
  readonly header: PreviewHeader;
  readonly picture: Uint8Array<ArrayBuffer>;
} {
  const length = new DataView(frame).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length))) as PreviewHeader;
  return { header, picture: new Uint8Array(frame, 4 + length) };
}
