/** The inputs of a node that hold the name of a picture file. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';

/** The node type that loads one picture, and its input. */
export const LOAD_IMAGE = 'load-image';
export const LOAD_IMAGE_INPUT = 'image';

/** @returns their names, in the order the node declares them. */
export function pictureInputs(inputs: Readonly<Record<string, InputDefinition>> = {}): readonly string[] {
  return Object.entries(inputs).flatMap(([name, { kind }]) => (kind === 'file' ? [name] : []));
}
