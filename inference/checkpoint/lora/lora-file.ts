/** A LoRA file by the modules it names. Reads the header, no values. */
import { InferenceError } from '../../errors.ts';
import { readSafetensors } from '../safetensors-header.ts';
import { type PlainWeight, plainWeight } from '../stored-weight.ts';
import { type Part, partOf, refusedKind } from './parts.ts';

/** A tensor of a LoRA file. */
export interface LoraTensor extends PlainWeight {
  /** Its name, for error messages. */
  readonly tensor: string;
}

/** The tensors of one module. */
export type LoraModule = { readonly [P in Part]?: LoraTensor };

export interface LoraFile {
  /** Absolute path with symbolic links resolved. */
  readonly file: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** By the name of the module as the file spells it, prefix included. */
  readonly modules: ReadonlyMap<string, LoraModule>;
  /** Names of tensors that say nothing a LoRA could mean. */
  readonly unknown: readonly string[];
}

/**
 * Opens a LoRA file.
 * @throws InferenceError those of {@link readSafetensors}; `file-malformed` for two names of one tensor, or a file
 *   without any tensor of a LoRA; `invalid-input` for a kind of adapter that cannot be applied.
 */
export async function openLora(path: string): Promise<LoraFile> {
  const { tensors, metadata } = await readSafetensors(path);
  const modules = new Map<string, { [P in Part]?: LoraTensor }>();
  const unknown: string[] = [];
  let file = path;
  for (const [name, location] of tensors) {
    ({ file } = location);
    const kind = refusedKind(name);
    if (kind !== undefined) throw refused(file, name, kind);
    const named = partOf(name);
    if (!named) {
      unknown.push(name);
      continue;
    }
    const parts = modules.get(named.module) ?? {};
    const earlier = parts[named.part];
    if (earlier) throw repeated(file, name, earlier.tensor);
    parts[named.part] = { ...plainWeight(location), tensor: name };
    modules.set(named.module, parts);
  }
  if (modules.size === 0) throw noLora(file, unknown);
  return { file, metadata, modules, unknown };
}

function refused(file: string, tensor: string, kind: string): InferenceError {
  const expected = 'LoRA, LoKr, LoHa, DoRA or full differences';
  return new InferenceError('invalid-input', `${file}: ${tensor} is ${kind}, which cannot be applied`, {
    file,
    tensor,
    expected,
    received: kind,
  });
}

function repeated(file: string, tensor: string, earlier: string): InferenceError {
  return new InferenceError('file-malformed', `${file}: ${tensor} and ${earlier} are the same part of one module`, {
    file,
    tensor,
  });
}

function noLora(file: string, [tensor = 'none']: readonly string[]): InferenceError {
  const expected = 'tensors such as lora_A.weight and lora_B.weight';
  return new InferenceError('file-malformed', `${file} is no LoRA: expected ${expected}; its first is ${tensor}`, {
    file,
    tensor,
    expected,
  });
}
