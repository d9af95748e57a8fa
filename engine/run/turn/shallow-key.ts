/** The shallow key of a task whose sources are settled: it covers the digests of the actual inputs. */
import { actionKey, keyComponents, type KeyPart } from '../../cache/keys.ts';
import type { Task, TaskInput } from '../tasks/task.ts';

export function shallowKeyOf(task: Task): string {
  const parts: [string, KeyPart][] = [];
  for (const [name, input] of task.inputs) {
    const demanded = !task.definition.inputs[name]?.lazy || task.demanded.has(name);
    parts.push([name, demanded || input.kind === 'literal' ? shallowPart(input) : { kind: 'unused' }]);
  }
  const { type, version } = task.definition;
  const { fingerprint, settings } = task.outsideAtTurn ?? task;
  return actionKey('shallow', keyComponents({ type, version, fingerprint, settings }, parts));
}

function shallowPart(input: TaskInput): KeyPart {
  if (input.kind === 'literal') return input;
  if (input.kind === 'list') return { kind: 'list', items: input.items.map(shallowPart) };
  const result = input.task.state.kind === 'done' ? input.task.state.results[input.output] : undefined;
  return result ? { kind: 'result', identity: result.stored.digest } : { kind: 'unused' };
}
