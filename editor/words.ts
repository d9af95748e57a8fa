/** Short texts that several parts of the editor need. */

/** `1 node`, `3 nodes`: a count and its noun, with a regular plural. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
