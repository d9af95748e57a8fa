/**
 * Obtains the result of one node whose inputs are known: from the cache by the shallow key, or by running the node in its
 * lane. Runs that want the same action at the same time share one flight.
 */
import { nanoid } from 'nanoid';
import type { KnownResult, ResultCache, ResultEntry } from '../../cache/result.ts';
import type { ActionOutcome, EngineParts, ExecutionNotice } from '../shared/parts.ts';
import type { Task } from '../tasks/task.ts';
import { type ComputeRequest, computeInLane } from './compute.ts';
import { shallowKeyOf } from './shallow-key.ts';

export interface ExecutionRequest extends ComputeRequest {
  readonly onNotice: (notice: ExecutionNotice) => void;
}

export interface ExecutionOutcome {
  readonly outcome: ActionOutcome;
  /** Whether another run had started the action. */
  readonly shared: boolean;
}

/** @throws what the node throws, or the reason of the cancellation. */
export async function execute(request: ExecutionRequest, parts: EngineParts): Promise<ExecutionOutcome> {
  const { task, definition } = request;
  const { verify } = task;
  const { cache, flights } = parts;
  const stores = (definition.reuse ?? 'store') === 'store';
  const shallowKey = stores ? shallowKeyOf(task) : nanoid();
  const kept = stores && verify ? await lookUpOne(cache, shallowKey) : undefined;
  // The lookup is part of the flight: a result another run stores in the meantime is found, not computed again.
  // A flight that verifies has a key of its own, because it must compute.
  const { result: outcome, shared } = await flights.join(
    verify ? `verify ${shallowKey}` : shallowKey,
    request,
    async (cancellation, notify): Promise<ActionOutcome> => {
      const known = stores && !verify ? await lookUpOne(cache, shallowKey) : undefined;
      if (known) {
        cache.hold?.(shallowKey, known);
        return { kind: 'found', ...known };
      }
      const executed = await computeInLane({ ...request, cancellation }, parts, notify);
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

function keysOf({ deepKey }: Task, shallowKey: string): string[] {
  return deepKey === undefined ? [shallowKey] : [shallowKey, deepKey];
}

function compare(kept: ResultEntry, computed: ResultEntry, key: string, onNotice: ExecutionRequest['onNotice']): void {
  const outputs = Object.keys(computed.outputs).filter(
    (name) => kept.outputs[name]?.digest !== computed.outputs[name]?.digest,
  );
  if (outputs.length > 0) onNotice({ kind: 'mismatch', outputs, key });
}
