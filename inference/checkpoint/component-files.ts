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
  /** Parts that are built into its graphs, such as patches of a transformer; default: none. */
  readonly builtIn?: readonly BuiltInPart[];
}

/** A part that has files of its own and is built into the graphs of another component. */
export interface BuiltInPart extends Pick<ComponentFiles, 'dir' | 'companions'> {
  /** Identity of the content of its files. */
  readonly digest: string;
}
