/** Names of model files. */
import type { Renamed } from '../../../engine/comfyui/define.ts';
import { Unwritable } from '../../../engine/comfyui/export/ours.ts';
import { withSlashes } from '../../../engine/comfyui/translate/counterpart.ts';
import type { Given, Native } from '../../../engine/comfyui/translate/wire.ts';

/** With slashes also where a file was saved on Windows. */
export function fileName(given: Given, input: string): Native {
  const name = given.value(input);
  return typeof name === 'string' ? withSlashes(name) : name;
}

/** The name of a file that loaders of ComfyUI itself read: GGUF files need those of the pack ComfyUI-GGUF. */
export function notGguf(input: string): Renamed {
  return {
    name: input,
    theirs(name) {
      if (typeof name !== 'string' || !/\.gguf$/i.test(name)) return name;
      throw new Unwritable(`"${name}" is a GGUF file, which ComfyUI reads with the pack ComfyUI-GGUF`);
    },
  };
}
