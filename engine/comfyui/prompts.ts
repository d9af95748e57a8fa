/**
 * What a server that answers ComfyUI's clients asks about their prompts: which nodes there are, whether a prompt is
 * valid, and which workflow it is. Shapes and names are those of ComfyUI's interface, because clients read them.
 */
import type { Workflow } from '../workflow/schema.ts';

/** A node of a prompt. An input is a literal, or a link `[id, slot]`. */
export interface PromptNode {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly _meta?: { readonly title?: string };
}

/** The API format of ComfyUI: nodes by id. */
export type ApiPrompt = Readonly<Record<string, PromptNode>>;

/** A type with its options, or a list of choices with them. */
export type InputInfo = readonly [type: string | readonly unknown[], options?: Readonly<Record<string, unknown>>];

type InputInfos = Readonly<Record<string, InputInfo>>;

/** An entry of `/object_info`. */
export interface NodeInfo {
  readonly input: {
    readonly required?: InputInfos;
    readonly optional?: InputInfos;
    readonly hidden?: Readonly<Record<string, unknown>>;
  };
  readonly input_order: Readonly<Record<string, readonly string[]>>;
  readonly output: readonly (string | readonly unknown[])[];
  readonly output_is_list: readonly boolean[];
  readonly output_name: readonly string[];
  readonly name: string;
  readonly display_name: string | null;
  readonly description: string;
  readonly category: string;
  /** Whether a prompt runs for the sake of such a node. */
  readonly output_node: boolean;
  readonly [field: string]: unknown;
}

/** An error as ComfyUI words it. */
export interface PromptError {
  /** Such as `prompt_outputs_failed_validation`. */
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/** By node id. */
export type NodeErrors = Readonly<
  Record<
    string,
    {
      readonly errors: readonly PromptError[];
      readonly dependent_outputs: readonly string[];
      readonly class_type: string;
    }
  >
>;

/** The result of ComfyUI's validation. It is valid when one of its outputs is: the others are left out of the run. */
export type CheckedPrompt =
  | {
      readonly isValid: true;
      readonly prompt: ApiPrompt;
      /** Ids of the output nodes that can run. */
      readonly goodOutputs: readonly string[];
      readonly nodeErrors: NodeErrors;
    }
  | { readonly isValid: false; readonly error: PromptError; readonly nodeErrors: NodeErrors };

export interface PromptWorkflow {
  /** Each of its nodes that stands for one of the prompt, alone or with others, has `comfyui: { id, class }`. */
  readonly workflow: Workflow;
  /** Nodes of the workflow to compute. */
  readonly targets: readonly string[];
}

export interface ComfyPrompts {
  /** By class, with the files of models and pictures that are there now. */
  objectInfo(): Promise<Readonly<Record<string, NodeInfo>>>;

  /**
   * @param prompt any JSON.
   * @param wanted only these output nodes are considered; default: all.
   * @returns an error instead of throwing one, whatever the prompt is. A prompt that has no counterpart here is not
   *   valid either.
   */
  check(prompt: unknown, wanted?: readonly string[]): Promise<CheckedPrompt>;

  /** @param outputs the output nodes to run: good ones of a prompt that is valid. */
  toWorkflow(prompt: ApiPrompt, outputs: readonly string[]): PromptWorkflow;
}
