/**
 * Parts of a pipeline in files of their own, as ComfyUI and others keep them. A family recognises its parts by names
 * and shapes of tensors, never by the name of a file, and gives the facts of each part by itself.
 */
import type { ComponentFiles } from '../checkpoint/component-files.ts';
import type { PortableWeights } from '../checkpoint/export/integer-file.ts';
import type { WeightSource } from '../checkpoint/weight-source.ts';
import type { Scheduler } from '../diffusion/schedule/scheduler-config.ts';
import type { ControlNetFacts, TextEncoderFacts, TransformerFacts, VaeFacts } from './facts.ts';

export type PartKind = 'transformer' | 'textEncoder' | 'visionTower' | 'vae' | 'controlNet';

/** A part that a file holds. */
export interface FilePart {
  readonly kind: PartKind;
  /** The model that it is, for people, such as `Qwen-Image-Layered`. */
  readonly model: string;
  /** Sizes where parts meet. Two parts fit each other when they agree on every size that both have. */
  readonly fits: Readonly<Record<string, number>>;
}

/** A part of which facts are known. */
export interface OpenedPart<F> {
  readonly files: ComponentFiles;
  readonly facts: F;
  /** A message for the user. */
  readonly note?: string;
}

export interface TransformerPart extends OpenedPart<Omit<TransformerFacts, 'folder'>> {
  /** The schedule that the published pipeline of this variant has. */
  readonly scheduler: Scheduler;
}

export interface TextEncoderPart extends OpenedPart<Omit<TextEncoderFacts, 'folder' | 'tokenizer'>> {
  /** Absolute path of the tokenizer's folder. */
  readonly tokenizer: string;
}

/** Pictures that an instruction of an editing model is about. */
export type InstructionPictures = 'one' | 'several';

/** The seam for parts. Every `open` reads headers and configs, no weights, and throws an InferenceError. */
export interface FamilyParts {
  /** The parts that a file holds; none for a file of another family. */
  of(weights: WeightSource): readonly FilePart[];
  /** @param files without a variant: the tensors tell it, else the name of the file, which is then said in a note. */
  openTransformer(files: ComponentFiles): Promise<TransformerPart>;
  /** @param files without companions: a vision tower in a file beside it is found by itself. */
  openTextEncoder(files: ComponentFiles, pictures: InstructionPictures): Promise<TextEncoderPart>;
  openVae(files: ComponentFiles): Promise<OpenedPart<Omit<VaeFacts, 'folder'>>>;
  openControlNet(files: ComponentFiles): Promise<OpenedPart<ControlNetFacts>>;
  /**
   * The weights of a part under the names that ComfyUI opens, for a file to be written.
   * @throws InferenceError `invalid-input` for a kind that is not written in other formats.
   */
  portable(kind: PartKind, files: ComponentFiles): Promise<PortableWeights>;
}
