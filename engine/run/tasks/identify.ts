/** Computes the deep key of every task. Outside state, such as digests of model files, is read in parallel. */
import { actionKey, keyComponents, type KeyPart } from '../../cache/keys.ts';
import type { FingerprintContext, NodeDefinition } from '../../graph/define.ts';
import type { Services } from '../../graph/service.ts';
import { Breather } from '../breather.ts';
import type { OutsideState, Task, TaskInput } from './task.ts';

/**
 * Sets `fingerprint`, `settings`, `deepComponents` and `deepKey` of the tasks.
 * @param tasks sources first; sources that are not in the list are already identified.
 */
export async function identify(tasks: readonly Task[], services: Services): Promise<void> {
  const reading = tasks
    .filter(({ definition }) => hasOutsideState(definition))
    .map((task) => readOutside(task, services));
  if (reading.length > 0) await Promise.all(reading);
  const breather = new Breather();
  for (const task of tasks) {
    setDeepKey(task);
    if (breather.isDue) await breather.breathe();
  }
}

async function readOutside(task: Task, services: Services): Promise<void> {
  const literals: Record<string, unknown> = {};
  for (const [name, input] of task.inputs) if (input.kind === 'literal') literals[name] = input.value;
  try {
    ({ fingerprint: task.fingerprint, settings: task.settings } = await outsideState(task, literals, services));
  } catch (error) {
    task.fingerprintError = error ?? new Error('unknown');
  }
}

/**
 * The outside state that a node depends on, with these inputs.
 * @throws what the node throws.
 */
export async function outsideState(
  { id, definition }: Task,
  inputs: Readonly<Record<string, unknown>>,
  services: Services,
): Promise<OutsideState> {
  const context: FingerprintContext = { node: id, use: (token) => services.use(token) };
  const [fingerprint, settings] = await Promise.all([
    definition.fingerprint?.(inputs, context),
    definition.settings?.(inputs, context),
  ]);
  return { fingerprint, settings };
}

/** Whether the result of a node depends on more than its inputs. */
export function hasOutsideState(definition: NodeDefinition): boolean {
  return 'fingerprint' in definition || 'settings' in definition;
}

/** Whether a node could tell the outside state that it depends on. */
export function isKnown(definition: NodeDefinition, { fingerprint, settings }: OutsideState): boolean {
  return (
    (fingerprint !== undefined || !('fingerprint' in definition)) &&
    (settings !== undefined || !('settings' in definition))
  );
}

function setDeepKey(task: Task): void {
  const { definition, fingerprint, settings } = task;
  if (task.fingerprintError !== undefined || definition.reuse === 'volatile') return;
  if (!isKnown(definition, { fingerprint, settings })) return;
  const parts: [string, KeyPart][] = [];
  for (const [name, input] of task.inputs) {
    const part = deepPart(input);
    if (!part) return;
    parts.push([name, part]);
  }
  task.deepComponents = keyComponents(
    { type: definition.type, version: definition.version, fingerprint, settings },
    parts,
  );
  task.deepKey = actionKey('deep', task.deepComponents);
}

/** Undefined when a source has no deep key. */
function deepPart(input: TaskInput): KeyPart | undefined {
  if (input.kind === 'literal') return input;
  if (input.kind === 'task')
    return input.task.deepKey === undefined
      ? undefined
      : { kind: 'result', identity: `${input.task.deepKey}.${input.output}` };
  const items = input.items.map(deepPart);
  return items.every((item) => item !== undefined) ? { kind: 'list', items } : undefined;
}
