/**
 * What ComfyUI tells its clients over the WebSocket, and in which shapes: text messages, and the pictures that become
 * binary frames. Names and fields are those of ComfyUI's server (`server.py`, `execution.py`), because clients read
 * them.
 */
import type { Preview } from '../../../graph/define.ts';

/** The state of a node, as {@link ProgressState} lists it. */
export interface NodeState {
  /** Work that is done, of {@link max}. */
  readonly value: number;
  readonly max: number;
  readonly state: 'running' | 'finished' | 'error';
  readonly node_id: string;
  readonly prompt_id: string;
  readonly display_node_id: string;
  readonly parent_node_id: null;
  readonly real_node_id: string;
}

interface OfPrompt {
  readonly prompt_id: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

export interface ExecutionError extends OfPrompt {
  readonly node_id: string;
  /** The class of the node. */
  readonly node_type: string;
  /** Nodes that were finished before. */
  readonly executed: readonly string[];
  readonly exception_message: string;
  readonly exception_type: string;
  readonly traceback: readonly string[];
  /** The literals among the inputs of the node, each in a list. */
  readonly current_inputs: Readonly<Record<string, readonly unknown[]>>;
  /** Nodes whose results are known. */
  readonly current_outputs: readonly string[];
}

export interface ExecutionInterrupted extends OfPrompt {
  readonly node_id: string;
  readonly node_type: string;
  readonly executed: readonly string[];
}

/** The number of prompts that run or wait. */
export interface QueueStatus {
  readonly status: { readonly exec_info: { readonly queue_remaining: number } };
  /** The id of the client, in the first message it gets. */
  readonly sid?: string;
}

export type ComfyMessage =
  | { readonly type: 'status'; readonly data: QueueStatus }
  | { readonly type: 'feature_flags'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: 'execution_start' | 'execution_success'; readonly data: OfPrompt }
  | { readonly type: 'execution_cached'; readonly data: OfPrompt & { readonly nodes: readonly string[] } }
  /** `node` is null when nothing of the prompt will follow. */
  | {
      readonly type: 'executing';
      readonly data: { readonly node: string | null; readonly display_node?: string; readonly prompt_id: string };
    }
  | {
      readonly type: 'progress';
      readonly data: {
        readonly value: number;
        readonly max: number;
        readonly prompt_id: string;
        readonly node: string;
      };
    }
  | {
      readonly type: 'progress_state';
      readonly data: { readonly prompt_id: string; readonly nodes: Readonly<Record<string, NodeState>> };
    }
  | {
      readonly type: 'executed';
      readonly data: {
        readonly node: string;
        readonly display_node: string;
        readonly output: object;
        readonly prompt_id: string;
      };
    }
  | { readonly type: 'execution_error'; readonly data: ExecutionError }
  | { readonly type: 'execution_interrupted'; readonly data: ExecutionInterrupted };

/** A picture that is sent while a node works: a preview, or the PNG file of a picture that the node gives. */
export type SentPicture = { readonly preview: Preview } | { readonly file: string };

/** Something to be sent for a prompt. */
export type Emission =
  | { readonly kind: 'message'; readonly message: ComfyMessage }
  /** The text that a node has written so far. */
  | { readonly kind: 'text'; readonly node: string; readonly text: string }
  | {
      readonly kind: 'picture';
      readonly prompt: string;
      readonly node: string;
      readonly picture: SentPicture;
      /**
       * Whether the frame says whose picture it is. Clients that announced that they can read this get such a frame
       * before the message about the progress, the others get a plain one after it.
       */
      readonly isDescribed: boolean;
    };
