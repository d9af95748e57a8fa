/** A task: one node of one run, with its state and the tasks that wait for it. Only code in `run/` changes a task. */
import type { KnownResult, StoredOutput } from '../../cache/result.ts';
import type { KeyComponents } from '../../cache/keys.ts';
import type { NodeDefinition } from '../../graph/define.ts';
import type { KeyMatch, NodeFailure, ResultOrigin } from '../events.ts';
import { LAST, type Urgency } from './urgency.ts';

export type TaskInput =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'task'; readonly task: Task; readonly output: string }
  /** Only for an input that takes a list. */
  | { readonly kind: 'list'; readonly items: readonly TaskInput[] };

/** One output of a settled task. `value` is present when this run computed it; otherwise it is read from the cache. */
export interface Result {
  readonly stored: StoredOutput;
  value?: { readonly value: unknown } | undefined;
}

/** The task has its results. `match`: the key that found them, when they were kept. */
export interface DoneState {
  readonly kind: 'done';
  readonly results: Readonly<Record<string, Result>>;
  readonly origin: ResultOrigin;
  readonly match?: KeyMatch;
  readonly seconds?: number;
}

/** The end of a task, unless its result is lost. `cause`: id of the node that failed. */
export type SettledState =
  | DoneState
  | { readonly kind: 'failed'; readonly failure: NodeFailure }
  | { readonly kind: 'skipped'; readonly cause: string }
  | { readonly kind: 'cancelled' };

export type TaskState =
  | SettledState
  | { readonly kind: 'idle' }
  /** Waits until `left` more sources are settled. */
  | { readonly kind: 'waiting'; left: number }
  | { readonly kind: 'running' };

export function isSettled(state: TaskState): state is SettledState {
  return state.kind !== 'idle' && state.kind !== 'waiting' && state.kind !== 'running';
}

/** The outside state that a result depends on. */
export interface OutsideState {
  readonly fingerprint: string | undefined;
  readonly settings: string | undefined;
}

export interface Task {
  readonly id: string;
  readonly definition: NodeDefinition;
  readonly inputs: ReadonlyMap<string, TaskInput>;
  readonly parent: Task | undefined;
  /** Undefined when a node of the ancestry is volatile or its outside state could not be read. */
  deepKey: string | undefined;
  deepComponents: KeyComponents | undefined;
  /** The kept result the last lookup found; taken when the task is demanded. */
  known: KnownResult | undefined;
  /** Compute the task although its result is known, and compare. */
  verify: boolean;
  fingerprint: string | undefined;
  settings: string | undefined;
  /** The outside state that only the values of linked inputs reveal; undefined before the task takes its turn. */
  outsideAtTurn: OutsideState | undefined;
  /** The error of reading the outside state; thrown when the task takes its turn. */
  fingerprintError: unknown;
  state: TaskState;
  urgency: Urgency;
  /** Whether it is on its way to a lane: see `Traffic`. */
  isNear: boolean;
  /** Number of inputs of unsettled tasks that read it, and one for a target that is not delivered. */
  readers: number;
  /** Whether it reads its sources no more. */
  isThrough: boolean;
  /** Tasks that wait for this task; undefined for none, which saves many small arrays. */
  waiters: Task[] | undefined;
  /** Names of the lazy inputs demanded so far. */
  demanded: ReadonlySet<string>;
  /** After the expansion of the node: the source of each of its outputs. */
  expansion: ReadonlyMap<string, TaskInput> | undefined;
  /** The tasks of the expansion. */
  children: readonly Task[];
}

const NO_CHILDREN: readonly Task[] = [];
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
    settings: undefined,
    outsideAtTurn: undefined,
    fingerprintError: undefined,
    state: { kind: 'idle' },
    urgency: LAST,
    isNear: false,
    readers: 0,
    isThrough: false,
    waiters: undefined,
    demanded: NOTHING_DEMANDED,
    expansion: undefined,
    children: NO_CHILDREN,
  };
}

/** The tasks that inputs read. */
export function tasksOf(inputs: Iterable<TaskInput>): Task[] {
  const tasks: Task[] = [];
  for (const input of inputs) collect(input, tasks);
  return tasks;
}

/** The tasks this one needs before its next turn: for eager and demanded lazy inputs, or for its expansion. */
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
