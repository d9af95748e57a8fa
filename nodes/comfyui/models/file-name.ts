/** Names of model files. */
import { withSlashes } from '../../../engine/comfyui/translate/counterpart.ts';
import type { Given, Native } from '../../../engine/comfyui/translate/wire.ts';

/** With slashes also where a file was saved on Windows. */
export function fileName(given: Given, input: string): Native {
  const name = given.value(input);
  return typeof name === 'string' ? withSlashes(name) : name;
}
