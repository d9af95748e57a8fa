/** Whether a picture can have a workflow in it: the keyword of ours, or that of another program, is somewhere in its bytes. */

const KEYWORDS = ['inkloom', 'workflow', 'prompt\0'].map((word) => new TextEncoder().encode(word));

/** False for most pictures without one, so that the server is not asked for nothing. The server has the last word. */
export function mayCarryWorkflow(bytes: Uint8Array): boolean {
  return KEYWORDS.some((keyword) => includes(bytes, keyword));
}

function includes(bytes: Uint8Array, part: Uint8Array): boolean {
  const [first = 0] = part;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (part.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}
