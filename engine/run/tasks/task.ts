/** A task: one node of one run, with its state and what waits for it. Only the scheduler (run.ts) changes it. */
import type { KnownResult, StoredOutput } from '../../cache/result.ts';
import type { KeyComponents } from '../../cache/keys.ts';
import type { NodeDefinition } from '../../graph/define.ts';
import type { KeyMatch, NodeFailure, ResultOrigin } from '../events.ts';

export type TaskInput =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'task'; readonly task: Task; readonly output: string }
  /** Of an input that takes a list. */
  | { readonly kind: 'list'; readonly items: readonly TaskInput[] };

/** A result in the hands of a run: where it is kept, and the value itself while somebody in this run still needs it. */
export interface Result {
  readonly stored: StoredOutput;
  value?: { readonly value: unknown } | undefined;
}

/** The results are there. `match`, for kept ones: the key that found them. */
export interface DoneState {
  readonly kind: 'done';
  readonly results: Readonly<Record<string, Result>>;
  readonly origin: ResultOrigin;
  readonly match?: KeyMatch;
  readonly seconds?: number;
}

/** Nothing more happens to the task, unless its result is lost. `cause`: id of the node that failed. */
export type SettledState =
  | DoneState
  | { readonly kind: 'failed'; readonly failure: NodeFailure }
  | { readonly kind: 'skipped'; readonly cause: string }
  | { readonly kind: 'cancelled' };

export type TaskState =
  | SettledState
  | { readonly kind: 'idle' }
  /** Waits for `left` sources. */
  | { readonly kind: 'waiting'; left: number }
  | { readonly kind: 'running' };

export function isSettled(state: TaskState): state is SettledState {
  return state.kind !== 'idle' && state.kind !== 'waiting' && state.kind !== 'running';
}

export interface Task {
  readonly id: string;
  readonly definition: NodeDefinition;
  readonly inputs: ReadonlyMap<string, TaskInput>;
  readonly parent: Task | undefined;
  /** Undefined when something in the ancestry is volatile or its outside state could not be read. */
  deepKey: string | undefined;
  deepComponents: KeyComponents | undefined;
  /** The kept result the last lookup found, until the task is asked for. */
  known: KnownResult | undefined;
  /** Compute the task although its result is known, and compare. */
  verify: boolean;
  fingerprint: string | undefined;
  /** Why the outside state could not be read; thrown when the node's turn comes. */
  fingerprintError: unknown;
  state: TaskState;
  /** Tasks that wait for this one. */
  readonly waiters: Task[];
  /** Names of the lazy inputs demanded so far. */
  demanded: ReadonlySet<string>;
  /** Set once an expanding node was replaced: the source of each of its outputs. */
  expansion: ReadonlyMap<string, TaskInput> | undefined;
  /** The tasks of the expansion. */
  children: readonly Task[];
}

/** Few nodes have lazy inputs, so tasks share this set until they demand one. */
const NOTHING_DEMANDED: ReadonlySet<string> = new Set();

export function createTask(
  id: string,
  definition: NodeDefinition,
  inputs: ReadonlyMap<string, TaskInput>,
  parent?: Task,
): Task {
  return {
    id,
    definition,
    inputs,
    parent,
    deepKey: undefined,
    deepComponents: undefined,
    known: undefined,
    verify: false,
    fingerprint: undefined,
    fingerprintError: undefined,
    state: { kind: 'idle' },
    waiters: [],
    demanded: NOTHING_DEMANDED,
    expansion: undefined,
    children: [],
  };
}

/** The tasks that inputs read. */
export function tasksOf(inputs: Iterable<TaskInput>): Task[] {
  const tasks: Task[] = [];
  for (const input of inputs) collect(input, tasks);
  return tasks;
}

/** The tasks whose results this task needs before its next turn: eager and demanded lazy inputs, later its expansion. */
export function sources({ definition, inputs, demanded, expansion }: Task): Task[] {
  if (expansion) return tasksOf(expansion.values());
  const tasks: Task[] = [];
  for (const [name, input] of inputs) if (!definition.inputs[name]?.lazy || demanded.has(name)) collect(input, tasks);
  return tasks;
}

function collect(input: TaskInput, tasks: Task[]): void {
  if (input.kind === 'task') tasks.push(input.task);
  else if (input.kind === 'list') for (const item of input.items) collect(item, tasks);
}
