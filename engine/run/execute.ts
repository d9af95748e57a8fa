/** Computes one node whose inputs are known: shallow key, single flight, lane, run, digest, store. */
import { nanoid } from 'nanoid';
import { byteSize, DIGEST_AT_ONCE, digestLargeValue, digestValue } from '../cache/canonical.ts';
import { actionKey, keyComponents, type KeyPart } from '../cache/keys.ts';
import type { CacheTier, ResultEntry, StoredOutput } from '../cache/result.ts';
import type { RunDefinition } from '../graph/define.ts';
import type { InputMap } from '../graph/input.ts';
import type { OutputMap } from '../graph/define.ts';
import type { Cancellation } from './cancellation.ts';
import type { EngineParts, Executed, ExecutionNotice } from './parts.ts';
import type { Task, TaskInput } from './task.ts';

export type InputValuesByName = Readonly<Record<string, unknown>>;

export type ExecutionOutcome =
  | { readonly kind: 'found'; readonly entry: ResultEntry; readonly tier: CacheTier }
  | { readonly kind: 'computed'; readonly executed: Executed; readonly shared: boolean };

export interface ExecutionRequest {
  readonly task: Task;
  readonly definition: RunDefinition<InputMap, OutputMap>;
  readonly inputs: InputValuesByName;
  readonly run: string;
  readonly cancellation: Cancellation;
  readonly onNotice: (notice: ExecutionNotice) => void;
  /** Compute even what is known, and compare. */
  readonly verify: boolean;
}

/**
 * @throws what the node throws, or the reason of the cancellation.
 */
export async function execute(request: ExecutionRequest, parts: EngineParts): Promise<ExecutionOutcome> {
  const { task, definition } = request;
  const stores = (definition.reuse ?? 'store') === 'store';
  const shallowKey = stores ? shallowKeyOf(task) : nanoid();
  const found = stores ? parts.cache.lookup(shallowKey) : undefined;
  if (found && !request.verify) {
    if (task.deepKey !== undefined) await parts.cache.link(task.deepKey, found.entry);
    return { kind: 'found', ...found };
  }
  const { result, shared } = await parts.flights.join(shallowKey, request, async (cancellation, notify) => {
    const executed = await computeInLane(request, parts, cancellation, notify);
    if (stores) await parts.cache.write(keysOf(task, shallowKey), executed.entry, executed.values);
    return executed;
  });
  if (found) compare(found.entry, result.entry, shallowKey, request.onNotice);
  if (shared && stores && task.deepKey !== undefined) await parts.cache.link(task.deepKey, result.entry);
  return { kind: 'computed', executed: result, shared };
}

function compare(kept: ResultEntry, computed: ResultEntry, key: string, onNotice: ExecutionRequest['onNotice']): void {
  const outputs = Object.keys(computed.outputs).filter(
    (name) => kept.outputs[name]?.digest !== computed.outputs[name]?.digest,
  );
  if (outputs.length > 0) onNotice({ kind: 'mismatch', outputs, key });
}

function keysOf(task: Task, shallowKey: string): string[] {
  return task.deepKey === undefined ? [shallowKey] : [shallowKey, task.deepKey];
}

function shallowKeyOf(task: Task): string {
  const parts: [string, KeyPart][] = [];
  for (const [name, input] of task.inputs) {
    const asked = !task.definition.inputs[name]?.lazy || task.demanded.has(name);
    parts.push([name, asked || input.kind === 'literal' ? shallowPart(input) : { kind: 'unused' }]);
  }
  return actionKey('shallow', keyComponents({ ...task.definition, fingerprint: task.fingerprint }, parts));
}

function shallowPart(input: TaskInput): KeyPart {
  if (input.kind === 'literal') return input;
  if (input.kind === 'list') return { kind: 'list', items: input.items.map(shallowPart) };
  const result = input.task.state.kind === 'done' ? input.task.state.results[input.output] : undefined;
  return result ? { kind: 'result', identity: result.stored.digest } : { kind: 'unused' };
}

function computeInLane(
  request: ExecutionRequest,
  parts: EngineParts,
  cancellation: Cancellation,
  notify: (notice: ExecutionNotice) => void,
): Promise<Executed> {
  const { definition, inputs, run, task } = request;
  const affinity = definition.affinity?.(inputs);
  return parts.lanes.get(definition.lane ?? 'cpu').run({ run, affinity }, cancellation, async () => {
    notify({ kind: 'started' });
    cancellation.throwIfAborted();
    const started = performance.now();
    const values = await definition.run(inputs, {
      node: task.id,
      get signal() {
        return cancellation.signal;
      },
      use: (token) => parts.services.use(token),
      progress: (value, max, preview) => notify({ kind: 'progress', value, max, preview }),
      note: (message) => notify({ kind: 'note', message }),
    });
    cancellation.throwIfAborted();
    const outputs: Record<string, StoredOutput> = {};
    for (const [name, { socket }] of Object.entries(definition.outputs)) {
      const value = values[name];
      if (value === undefined)
        throw new TypeError(`Node type "${definition.type}" gave no value for its output "${name}"`);
      const bytes = byteSize(value);
      outputs[name] = {
        digest: bytes <= DIGEST_AT_ONCE ? digestValue(value) : await digestLargeValue(value),
        bytes,
        type: socket.name,
      };
    }
    return { entry: { outputs, seconds: (performance.now() - started) / 1000 }, values };
  });
}
