/** Colours: a number in ComfyUI, `#rrggbb` here. */

/** @param theirs red, green and blue in a number of 24 bits. */
export function ourColour(theirs: unknown): string {
  return `#${Number(theirs).toString(16).padStart(6, '0')}`;
}

export function theirColour(ours: unknown): number {
  return Number.parseInt(String(ours).replace('#', ''), 16);
}
