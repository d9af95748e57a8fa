/** Computes the deep key of every task. Outside state, such as digests of model files, is read in parallel. */
import { actionKey, keyComponents, type KeyPart } from '../../cache/keys.ts';
import type { Services } from '../../graph/service.ts';
import type { Task, TaskInput } from './task.ts';

/**
 * Sets `fingerprint`, `deepComponents` and `deepKey` of the tasks.
 * @param tasks sources first; sources that are not in the list are already identified.
 */
export async function identify(tasks: readonly Task[], services: Services): Promise<void> {
  const reading = tasks
    .filter(({ definition }) => 'fingerprint' in definition)
    .map((task) => readFingerprint(task, services));
  if (reading.length > 0) await Promise.all(reading);
  for (const task of tasks) setDeepKey(task);
}

async function readFingerprint(task: Task, services: Services): Promise<void> {
  try {
    task.fingerprint = await fingerprintOf(task, services);
  } catch (error) {
    task.fingerprintError = error ?? new Error('unknown');
  }
}

/** The outside state of a node as it is now; undefined for a node that reads none. @throws what the node throws. */
export async function fingerprintOf(
  { id, definition, inputs }: Pick<Task, 'id' | 'definition' | 'inputs'>,
  services: Services,
): Promise<string | undefined> {
  const literals: Record<string, unknown> = {};
  for (const [name, input] of inputs) if (input.kind === 'literal') literals[name] = input.value;
  return definition.fingerprint?.(literals, { node: id, use: (token) => services.use(token) });
}

function setDeepKey(task: Task): void {
  if (task.fingerprintError !== undefined || task.definition.reuse === 'volatile') return;
  const parts: [string, KeyPart][] = [];
  for (const [name, input] of task.inputs) {
    const part = deepPart(input);
    if (!part) return;
    parts.push([name, part]);
  }
  task.deepComponents = keyComponents({ ...task.definition, fingerprint: task.fingerprint }, parts);
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
