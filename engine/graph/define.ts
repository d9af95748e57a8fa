/**
 * `defineNode`: a node as one object. Everything else (editor form, API catalogue, validation, documentation, cache
 * key) derives from it.
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

/** A picture a node shows while it runs: row-major RGB, 8 bits a channel, `width * height * 3` bytes. */
export interface Preview {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Things a node can use besides its inputs. */
export interface FingerprintContext {
  /** Id of the node in the workflow, for error texts only. It must not affect a result. */
  readonly node: string;
  /** @throws Error when the engine was created without this service. */
  use<S>(token: ServiceToken<S>): S;
}

export interface ExpandContext extends FingerprintContext {
  /** Whether an input has a value, including a lazy one that is not computed yet. */
  given(input: string): boolean;
}

export interface RunContext extends FingerprintContext {
  /** Aborted when every run that waits for this node was cancelled. */
  readonly signal: AbortSignal;
  /** Reports progress: `value` of `max` units, with an optional preview, or the text that is written so far. */
  progress(value: number, max: number, shown?: Preview | string): void;
  /** Shows the user a message about the result, one sentence. */
  note(message: string): void;
}

/** For {@link DefinitionBase.foresee} and {@link DefinitionBase.expect}. */
export interface ForeseeContext extends FingerprintContext {
  /** Whether a run is about to start. A forecast wants facts only, and asks after every change of a workflow. */
  readonly checks: boolean;
  /** Does work that several nodes of a run have in common once, such as checking a model. */
  once<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Facts known before a run, by input or output: a value, a part of one such as the size of a picture, or undefined.
 * An input that takes a list has a list of these.
 */
export type Known<M> = { readonly [K in keyof M]?: unknown };

/** An input of a child of an expansion: a JSON literal, an output of a sibling, or an input of the expanding node. */
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
  /** Raise it whenever the same inputs would give another result, so that older results are not reused. */
  readonly version: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  /** A root of the run: by default a run computes the terminal nodes and their ancestry, nothing else. */
  readonly terminal?: boolean;
  /** Shown on the node besides the pictures among its outputs: previews while it runs, or the text it gives. */
  readonly shows?: 'preview' | 'text';
  /** Named resource the node occupies while it runs; default `cpu`. */
  readonly lane?: string;
  /** Names the state that makes the next node of the lane cheaper if it needs the same, such as weights in memory. */
  affinity?(inputs: InputValues<I>): string | undefined;
  /**
   * `never`: the result is cheap and tied to this machine (a file path), so it is computed in every run; its key still
   * identifies it. `volatile`: the result differs from run to run, so nothing downstream is known before the node ran.
   * Default `store`.
   */
  readonly reuse?: 'store' | 'never' | 'volatile';
  /**
   * Identity of outside state the result depends on, such as the digest of a file.
   *
   * Called before anything runs, with literal inputs only: a linked input is undefined. It must then tell apart
   * whatever gives other bytes with any value of the linked inputs; undefined says that it cannot, and the node is
   * identified when it takes its turn. A node with linked inputs is asked again then, with all of them, and may tell
   * apart less.
   */
  fingerprint?(
    inputs: Partial<InputValues<I>>,
    ctx: FingerprintContext,
  ): Promise<string | undefined> | string | undefined;
  /**
   * Settings of this process that change the bytes of the result. Asked for like {@link fingerprint}, but no part of
   * the
   * provenance of a picture.
   */
  settings?(inputs: Partial<InputValues<I>>, ctx: FingerprintContext): Promise<string | undefined> | string | undefined;
  /**
   * Called before anything runs, sources first, for the nodes that will run. Says what is known of the outputs already,
   * for the nodes that read them, and throws for what cannot work: then nothing runs. With `checks`, it also looks for
   * what cannot work where that takes longer, as in the files of a model.
   * @param known literals, and what the nodes before say of linked inputs.
   */
  foresee?(known: Known<I>, ctx: ForeseeContext): Promise<Known<O>> | Known<O>;
  /**
   * The seconds that the node will take, those of its expansion included; undefined when they are not known. Without
   * it, the time of the node's last run counts.
   * @param known as for {@link foresee}.
   */
  expect?(known: Known<I>, ctx: ForeseeContext): Promise<number | undefined>;
  /** Names the lazy inputs needed next, given the inputs known so far. Called again until it names nothing new. */
  demand?(inputs: InputValues<I>): readonly string[];
}

export interface RunDefinition<I extends InputMap, O extends OutputMap> extends DefinitionBase<I, O> {
  run(inputs: InputValues<I>, ctx: RunContext): Promise<OutputValues<O>> | OutputValues<O>;
}

export interface ExpandDefinition<I extends InputMap, O extends OutputMap> extends DefinitionBase<I, O> {
  /** Returns the subgraph. Lazy inputs can be passed to children without being computed first. */
  expand(inputs: InputValues<I>, ctx: ExpandContext): Promise<Expansion<O>> | Expansion<O>;
}

export type NodeDefinition<I extends InputMap = InputMap, O extends OutputMap = OutputMap> =
  | RunDefinition<I, O>
  | ExpandDefinition<I, O>;

/**
 * Defines a node. Types of `inputs` in `run` and of its result follow from the declarations.
 * @throws TypeError when `type` is malformed, or an input is lazy and nothing can demand it.
 * @example
 * export const add = defineNode({
 *   type: 'math/add',
 *   version: 1,
 *   title: 'Add',
 *   category: 'math',
 *   description: 'Adds two numbers.',
 *   inputs: { a: { kind: 'float', min: -1e9, max: 1e9 }, b: { kind: 'float', min: -1e9, max: 1e9, default: 0 } },
 *   outputs: { sum: { socket: FLOAT } },
 *   run: ({ a, b }) => ({ sum: a + b }),
 * });
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
