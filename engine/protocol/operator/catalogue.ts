/** Node types and models a workflow can use. */
import type { InputDefinition } from '../../graph/input.ts';

export interface CatalogueOutput {
  readonly socket: { readonly name: string };
  readonly title?: string | undefined;
  readonly tooltip?: string | undefined;
}

/** A node definition without its code. */
export interface CatalogueNode {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  /** Classes of ComfyUI that it stands for, such as `KSampler`. */
  readonly comfyui?: readonly string[] | undefined;
  /** A root of the run: it is computed even if no node uses its outputs. */
  readonly terminal: boolean;
  /** Shown on the node besides the pictures among its outputs. */
  readonly shows?: 'preview' | 'text' | undefined;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: Readonly<Record<string, CatalogueOutput>>;
}

/** GET /api/catalogue */
export interface Catalogue {
  readonly nodes: readonly CatalogueNode[];
}

/** A model that the server has, known by its tensors. */
export interface ModelInfo {
  readonly name: string;
  /** The parts it can be loaded as, such as `checkpoint` or `vae`; none for a model of no use. */
  readonly kinds: readonly string[];
  /** The model that it is, such as `Qwen-Image-Layered`. */
  readonly model: string;
  /** Such as `bf16` or `Q4_K`. */
  readonly format: string;
  readonly bytes: number;
  /** Sizes where parts meet. Two parts fit each other when they agree on every size that both have. */
  readonly fits: Readonly<Record<string, number>>;
  /** Of a LoRA: phrases for the prompt, where its file tells them. */
  readonly triggers?: readonly string[] | undefined;
  /** A licence that restricts its use, in a few words. */
  readonly licence?: string | undefined;
  /** The size in pixels and the sampling that it was made for; of a LoRA, what it changes. */
  readonly settings?:
    | {
        readonly width?: number | undefined;
        readonly height?: number | undefined;
        readonly steps?: number | undefined;
        readonly guidance?: number | undefined;
      }
    | undefined;
  /** Widths and heights in pixels that it was made for. */
  readonly sizes?: readonly (readonly [width: number, height: number])[] | undefined;
  /** Made for tests: it is known by its name, and not offered. */
  readonly isTest?: boolean | undefined;
}

/** The models of the server, looked for anew with every question: GET /api/models */
export interface Models {
  /** Names of whole models. */
  readonly checkpoints: readonly string[];
  readonly controlNets: readonly string[];
  readonly entries: readonly ModelInfo[];
  /** Sentences that say which part of a model is missing, and where to put it. */
  readonly missing: readonly string[];
  /** Commands that get published files, by the name of the file. */
  readonly commands?: Readonly<Record<string, string>> | undefined;
}
