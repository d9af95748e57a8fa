/**
 * `defineNode`: a node as one object. Everything else (editor form, API catalogue, validation, documentation, cache key)
 * derives from it.
 */
import type { InputMap, InputValues } from './input.ts';
import type { ServiceToken } from './service.ts';
import type { SocketType } from './socket.ts';

export interface OutputDefinition<T = unknown> {
  readonly socket: SocketType<T>;
  readonly title?: string;
  readonly tooltip?: string;
}

export type OutputMap = Readonly<Record<string, OutputDefinition>>;

export type OutputValues<O extends OutputMap> = {
  readonly [K in keyof O]: O[K] extends { readonly socket: SocketType<infer T> } ? T : never;
};

/** A picture a node shows while it works: row-major 8-bit RGB. */
export interface Preview {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** What a node can reach besides its inputs. */
export interface FingerprintContext {
  /** Id of the node in the workflow; for error texts only, never part of a result. */
  readonly node: string;
  /** @throws Error when the engine was created without this service. */
  use<S>(token: ServiceToken<S>): S;
}

export interface ExpandContext extends FingerprintContext {
  /** Whether an input has a value, also one that is lazy and not known yet. */
  given(input: string): boolean;
}

export interface RunContext extends FingerprintContext {
  /** Aborted when every run that waits for this node was cancelled. */
  readonly signal: AbortSignal;
  /** Tells how far the node is: `value` of `max` units, with an optional preview. */
  progress(value: number, max: number, preview?: Preview): void;
  /** Tells people something they should know about the result, in a sentence. */
  note(message: string): void;
}

/** An input of a node inside an expansion: a JSON literal, an output of a sibling, or an input of the expanding node. */
export type ExpansionInput =
  | { readonly literal: unknown }
  | { readonly node: string; readonly output: string }
  | { readonly parentInput: string };

export interface ExpansionNode {
  readonly type: string;
  readonly inputs: Readonly<Record<string, ExpansionInput>>;
}

/** The subgraph that computes a node. Child ids matter for display only: cache keys never contain them. */
export interface Expansion<O extends OutputMap = OutputMap> {
  readonly nodes: Readonly<Record<string, ExpansionNode>>;
  readonly outputs: { readonly [K in keyof O]: ExpansionInput };
  /** Children that count as units of the parent's progress, for example the steps of a denoise loop. */
  readonly steps?: readonly string[];
}

interface DefinitionBase<I extends InputMap, O extends OutputMap> {
  /** Stable identifier in workflow files: lower-case words joined by `-`, with an optional `pack/` prefix. */
  readonly type: string;
  /** Raised whenever the same inputs would give another result, so that older results are not reused. */
  readonly version: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  /** A root of the run: what it needs is computed, the rest is not. */
  readonly terminal?: boolean;
  /** Named resource the node occupies while it runs; default `cpu`. */
  readonly lane?: string;
  /** What makes the next node of the lane cheaper when it is the same, such as the weights in memory. */
  affinity?(inputs: InputValues<I>): string | undefined;
  /**
   * `never`: the result is cheap and tied to this machine (a file path), so it is computed anew; its key still identifies it.
   * `volatile`: the result differs from run to run; nothing downstream is known before it ran. Default `store`.
   */
  readonly reuse?: 'store' | 'never' | 'volatile';
  /**
   * Identity of outside state the result depends on, such as the digest of a file.
   * Sees literal inputs only; a linked one is undefined.
   */
  fingerprint?(inputs: Partial<InputValues<I>>, ctx: FingerprintContext): Promise<string> | string;
  /** Names of lazy inputs needed now, given those already there; asked again until it names nothing new. */
  demand?(inputs: InputValues<I>): readonly string[];
}

export interface RunDefinition<I extends InputMap, O extends OutputMap> extends DefinitionBase<I, O> {
  run(inputs: InputValues<I>, ctx: RunContext): Promise<OutputValues<O>> | OutputValues<O>;
}

export interface ExpandDefinition<I extends InputMap, O extends OutputMap> extends DefinitionBase<I, O> {
  /** Lazy inputs can be handed to children without being computed here. */
  expand(inputs: InputValues<I>, ctx: ExpandContext): Promise<Expansion<O>> | Expansion<O>;
}

export type NodeDefinition<I extends InputMap = InputMap, O extends OutputMap = OutputMap> =
  | RunDefinition<I, O>
  | ExpandDefinition<I, O>;

/**
 * Defines a node. Types of `inputs` in `run` and of its result follow from the declarations.
 * @throws TypeError when the definition contradicts itself.
 */
export function defineNode<const I extends InputMap, const O extends OutputMap>(
  definition: RunDefinition<I, O> | ExpandDefinition<I, O>,
): NodeDefinition<I, O> {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)?$/.test(definition.type)) {
    throw new TypeError(
      `Node type "${definition.type}": expected lower-case words joined by "-", with an optional "pack/" prefix`,
    );
  }
  for (const [name, input] of Object.entries(definition.inputs)) {
    if (input.lazy && !definition.demand && !('expand' in definition)) {
      throw new TypeError(`Node "${definition.type}": input "${name}" is lazy, so the node needs a demand() function`);
    }
  }
  return Object.freeze(definition);
}
