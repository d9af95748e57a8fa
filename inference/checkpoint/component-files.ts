/** Names the files of a component; component.ts opens their weights. */
import type { LoraUse } from './lora/use.ts';

/** Where a component lies. */
export interface ComponentFiles {
  /** Absolute path of a folder, or of a single weight file. */
  readonly dir: string;
  /** Absolute paths of further weight files that belong to it, such as that of a vision tower; default: none. */
  readonly companions?: readonly string[];
  /** Name of the model's variant, for a file whose tensors do not tell it; the family says which there are. */
  readonly variant?: string;
  /** LoRAs that change it, in the order in which they are applied; default: none. */
  readonly loras?: readonly LoraUse[];
}
