/** Computes one node whose inputs are known: shallow key, single flight, lane, run, digest, store. */
import { nanoid } from 'nanoid';
import { byteSize, DIGEST_AT_ONCE, digestLargeValue, digestValue } from '../cache/canonical.ts';
import { actionKey, keyComponents, type KeyPart } from '../cache/keys.ts';
import type { KnownResult, ResultCache, ResultEntry, StoredOutput } from '../cache/result.ts';
import type { OutputMap, RunDefinition } from '../graph/define.ts';
import type { InputMap } from '../graph/input.ts';
import type { Cancellation } from './cancellation.ts';
import type { ActionOutcome, EngineParts, Executed, ExecutionNotice } from './parts.ts';
import type { Task, TaskInput } from './task.ts';

export type InputValuesByName = Readonly<Record<string, unknown>>;

export interface ExecutionOutcome {
  readonly outcome: ActionOutcome;
  /** Whether another run had started the action. */
  readonly shared: boolean;
}

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
  const { task, definition, verify } = request;
  const { cache, flights } = parts;
  const stores = (definition.reuse ?? 'store') === 'store';
  const shallowKey = stores ? shallowKeyOf(task) : nanoid();
  const kept = stores && verify ? await lookUpOne(cache, shallowKey) : undefined;
  // The lookup is part of the flight: a result another run stores in the meantime is found, not computed again. A flight
  // that verifies has a key of its own, because it must compute.
  const { result: outcome, shared } = await flights.join(
    verify ? `verify ${shallowKey}` : shallowKey,
    request,
    async (cancellation, notify): Promise<ActionOutcome> => {
      const known = stores && !verify ? await lookUpOne(cache, shallowKey) : undefined;
      if (known) {
        cache.hold?.(shallowKey, known);
        return { kind: 'found', ...known };
      }
      const executed = await computeInLane(request, parts, cancellation, notify);
      if (stores) await cache.write(keysOf(task, shallowKey), executed.entry, executed.values);
      return { kind: 'computed', ...executed };
    },
  );
  if (kept) compare(kept.entry, outcome.entry, shallowKey, request.onNotice);
  const linked = !shared && outcome.kind === 'computed';
  if (stores && !linked && task.deepKey !== undefined) await cache.link(task.deepKey, outcome.entry);
  return { outcome, shared };
}

async function lookUpOne(cache: ResultCache, key: string): Promise<KnownResult | undefined> {
  return (await cache.lookup([key])).get(key);
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
