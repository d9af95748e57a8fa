/** Finds the modules of a model that a LoRA file changes. */
import { InferenceError } from '../../errors.ts';
import type { LoraFile } from './lora-file.ts';
import { moduleFinder } from './modules.ts';
import type { MatchedModule } from './module-updates.ts';
import { originOf } from './origins.ts';
import { isOfTextEncoder } from './styles.ts';
import type { LoraTarget } from './target.ts';

export interface Match {
  /** Style of the names, such as `kohya`. */
  readonly style: string;
  readonly matched: readonly MatchedModule[];
  /** Modules and tensors that mean nothing in this model, as the file spells them. */
  readonly unmatched: readonly string[];
  /** Modules that belong to a component of the other kind: a text encoder's in a file for a denoiser. */
  readonly elsewhere: readonly string[];
}

/**
 * @throws InferenceError `tensor-missing` when no module fits: the file was made for another model. The message says
 *   for which, as far as its names tell.
 */
export function matchModules(file: LoraFile, target: LoraTarget): Match {
  const find = moduleFinder(target);
  const matched: MatchedModule[] = [];
  const unmatched: string[] = [...file.unknown];
  const elsewhere: string[] = [];
  let style: string | undefined;
  for (const [name, tensors] of file.modules) {
    const found = find(name);
    if (found) {
      style ??= found.style;
      matched.push({ name, tensors, modules: found.modules });
    } else if (isOfTextEncoder(name) !== (target.component === 'text encoder')) elsewhere.push(name);
    else unmatched.push(name);
  }
  if (style === undefined) throw foreign(file, target);
  return { style, matched, unmatched, elsewhere };
}

function foreign(file: LoraFile, { weights }: LoraTarget): InferenceError {
  const [tensor = 'none'] = file.modules.keys();
  const origin = originOf(file);
  const made = origin === undefined ? 'It was made for another model' : `It was made for ${origin}`;
  const message = `${file.file} changes no module of ${weights.label}; its first is ${tensor}. ${made}`;
  const expected = `a module of ${weights.label}`;
  return new InferenceError('tensor-missing', message, { file: file.file, tensor, expected });
}
