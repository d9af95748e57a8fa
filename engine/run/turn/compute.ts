/** Runs a node in its lane and digests its outputs. */
import { byteSize, DIGEST_AT_ONCE, digestLargeValue, digestValue } from '../../cache/canonical.ts';
import type { StoredOutput } from '../../cache/result.ts';
import type { Services } from '../../graph/service.ts';
import type { OutputMap, RunDefinition } from '../../graph/define.ts';
import type { InputMap } from '../../graph/input.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Computed, EngineParts, ExecutionNotice } from '../shared/parts.ts';
import type { Traffic } from '../shared/traffic.ts';
import type { Task } from '../tasks/task.ts';
import { outsideState } from '../tasks/identify.ts';
import type { InputValuesByName } from './context.ts';

export interface ComputeRequest {
  readonly task: Task;
  readonly definition: RunDefinition<InputMap, OutputMap>;
  readonly inputs: InputValuesByName;
  /** Of the run. */
  readonly traffic: Traffic;
}

/**
 * @throws what the node throws, or the reason of the cancellation.
 * @throws Error when the outside state of the node changed since its key was made: the result belongs to another key.
 * @throws TypeError when the node leaves an output out or gives a value that is not plain data.
 */
export function computeInLane(
  { task, definition, inputs, traffic }: ComputeRequest,
  { lanes, services }: EngineParts,
  cancellation: Cancellation,
  notify: (notice: ExecutionNotice) => void,
): Promise<Computed> {
  const affinity = definition.affinity?.(inputs);
  return lanes
    .get(definition.lane ?? 'cpu')
    .run({ traffic, task, affinity, kind: definition.type }, cancellation, async () => {
      notify({ kind: 'started' });
      cancellation.throwIfAborted();
      const started = performance.now();
      const values = await definition.run(inputs, {
        node: task.id,
        get signal() {
          return cancellation.signal;
        },
        use: (token) => services.use(token),
        progress: (value, max, shown) => notify({ kind: 'progress', value, max, shown }),
        note: (message) => notify({ kind: 'note', message }),
      });
      cancellation.throwIfAborted();
      if ('fingerprint' in definition) await checkUnchanged(task, inputs, services);
      const outputs: Record<string, StoredOutput> = {};
      for (const [name, { socket }] of Object.entries(definition.outputs)) {
        const value = values[name];
        if (value === undefined)
          throw new TypeError(`Node type "${definition.type}" gave no value for its output "${name}"`);
        const bytes = byteSize(value);
        // Most values are small: a promise for each would cost more than its digest.
        const digest = bytes <= DIGEST_AT_ONCE ? digestValue(value) : await digestLargeValue(value);
        outputs[name] = { digest, bytes, type: socket.name };
      }
      return { kind: 'computed', entry: { outputs, seconds: (performance.now() - started) / 1000 }, values };
    });
}

async function checkUnchanged(task: Task, inputs: InputValuesByName, services: Services): Promise<void> {
  const { fingerprint } = await outsideState(task, inputs, services);
  if (fingerprint === (task.outsideAtTurn ?? task).fingerprint) return;
  throw Object.assign(new Error('A file it reads was changed during the run. Start the run again.'), {
    code: 'file-changing',
  });
}
