/** A cheap test for pictures that may contain a workflow, which spares the server most of the others. */

/** Metadata keywords of Inkloom and of ComfyUI. */
const KEYWORDS = ['inkloom', 'workflow', 'prompt\0', 'prompt:{'].map((word) => new TextEncoder().encode(word));

/** @returns false only if the picture contains no workflow. The server decides the other cases. */
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
