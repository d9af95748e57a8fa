/**
 * The binary frames of ComfyUI's WebSocket. A frame begins with its kind (uint32, big-endian, as every number in it):
 *
 *     1  kind of picture (uint32: 1 JPEG, 2 PNG), picture
 *     3  bytes of the node id (uint32), node id, text
 *     4  bytes of the description (uint32), description as JSON, picture
 *
 * Clients throw at other kinds, so there are none (`protocol.py`, `server.py` of ComfyUI).
 */

export interface Picture {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

const [PLAIN, TEXT, DESCRIBED] = [1, 3, 4];
const KINDS = { 'image/jpeg': 1, 'image/png': 2 } as const;

export function plainFrame({ mediaType, bytes }: Picture): Uint8Array {
  return Buffer.concat([numbers(PLAIN, KINDS[mediaType]), bytes]);
}

/** @param node whose picture it is. */
export function describedFrame(prompt: string, node: string, { mediaType, bytes }: Picture): Uint8Array {
  const description = Buffer.from(
    JSON.stringify({
      node_id: node,
      prompt_id: prompt,
      display_node_id: node,
      parent_node_id: null,
      real_node_id: node,
      image_type: mediaType,
    }),
  );
  return Buffer.concat([numbers(DESCRIBED, description.length), description, bytes]);
}

export function textFrame(node: string, text: string): Uint8Array {
  const id = Buffer.from(node);
  return Buffer.concat([numbers(TEXT, id.length), id, Buffer.from(text)]);
}

function numbers(first: number, second: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(first);
  bytes.writeUInt32BE(second, 4);
  return bytes;
}
