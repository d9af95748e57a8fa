/** Runs a node in its lane and digests its outputs. */
import { byteSize, DIGEST_AT_ONCE, digestLargeValue, digestValue } from '../../cache/canonical.ts';
import type { StoredOutput } from '../../cache/result.ts';
import type { OutputMap, RunContext, RunDefinition } from '../../graph/define.ts';
import type { InputMap } from '../../graph/input.ts';
import type { Cancellation } from '../cancellation.ts';
import type { EngineParts, Executed, ExecutionNotice } from '../shared/parts.ts';
import type { Task } from '../tasks/task.ts';
import type { InputValuesByName } from './context.ts';

export interface ComputeRequest {
  readonly task: Task;
  readonly definition: RunDefinition<InputMap, OutputMap>;
  readonly inputs: InputValuesByName;
  /** Id of the run, for the turns of its lane. */
  readonly run: string;
  readonly cancellation: Cancellation;
}

/** @throws what the node throws, or the reason of the cancellation. */
export function computeInLane(
  { task, definition, inputs, run, cancellation }: ComputeRequest,
  { lanes, services }: EngineParts,
  notify: (notice: ExecutionNotice) => void,
): Promise<Executed> {
  const context: RunContext = {
    node: task.id,
    get signal() {
      return cancellation.signal;
    },
    use: (token) => services.use(token),
    progress: (value, max, preview) => notify({ kind: 'progress', value, max, preview }),
    note: (message) => notify({ kind: 'note', message }),
  };
  const affinity = definition.affinity?.(inputs);
  return lanes.get(definition.lane ?? 'cpu').run({ run, affinity }, cancellation, async () => {
    notify({ kind: 'started' });
    cancellation.throwIfAborted();
    const started = performance.now();
    const values = await definition.run(inputs, context);
    cancellation.throwIfAborted();
    const outputs = await digestOutputs(definition, values);
    return { entry: { outputs, seconds: (performance.now() - started) / 1000 }, values };
  });
}

/** @throws TypeError when the node left an output out, or gave a value that is not plain data. */
async function digestOutputs(
  { type, outputs }: RunDefinition<InputMap, OutputMap>,
  values: InputValuesByName,
): Promise<Record<string, StoredOutput>> {
  const stored: Record<string, StoredOutput> = {};
  for (const [name, { socket }] of Object.entries(outputs)) {
    const value = values[name];
    if (value === undefined) throw new TypeError(`Node type "${type}" gave no value for its output "${name}"`);
    const bytes = byteSize(value);
    const digest = bytes <= DIGEST_AT_ONCE ? digestValue(value) : await digestLargeValue(value);
    stored[name] = { digest, bytes, type: socket.name };
  }
  return stored;
}
