/**
 * Obtains the result of one node whose inputs are known: from the cache by the shallow key, or by running the node in
 * its lane. Runs that want the same action at the same time share one flight.
 */
import { nanoid } from 'nanoid';
import type { Claim, KnownResult, ResultEntry } from '../../cache/result.ts';
import type { Cancellation } from '../cancellation.ts';
import type { ActionOutcome, EngineParts, ExecutionNotice } from '../shared/parts.ts';
import { isCostly } from '../tasks/look-up.ts';
import { type ComputeRequest, computeInLane } from './compute.ts';
import { shallowKeyOf } from './shallow-key.ts';

export interface ExecutionRequest extends ComputeRequest {
  readonly cancellation: Cancellation;
  readonly onNotice: (notice: ExecutionNotice) => void;
}

export interface ExecutionResult {
  readonly result: ActionOutcome;
  /** Whether another run had started the action. */
  readonly shared: boolean;
}

/** @throws what the node throws, or the reason of the cancellation. */
export async function execute(request: ExecutionRequest, parts: EngineParts): Promise<ExecutionResult> {
  const { task, definition } = request;
  if ((definition.reuse ?? 'store') !== 'store')
    return parts.flights.join(nanoid(), request, (cancellation, notify) =>
      computeInLane(request, parts, cancellation, notify),
    );
  const { cache } = parts;
  const shallowKey = shallowKeyOf(task);
  const executed = task.verify
    ? await verify(request, parts, shallowKey)
    : await findOrCompute(request, parts, shallowKey);
  // The flight that computed a result stored it under the deep key of the task that started it.
  const linked = !executed.shared && executed.result.kind === 'computed';
  if (!linked && task.deepKey !== undefined) await cache.link(task.deepKey, executed.result.entry);
  return executed;
}

/** The lookup is part of the flight: a result another run stores in the meantime is found, not computed again. */
async function findOrCompute(
  request: ExecutionRequest,
  parts: EngineParts,
  shallowKey: string,
): Promise<ExecutionResult> {
  const { traffic, task } = request;
  // Somebody else works on it, for who knows how long.
  if (parts.flights.has(shallowKey)) traffic.pass(task);
  const executed = await parts.flights.join(shallowKey, request, async (cancellation, notify) => {
    const keys = [shallowKey];
    const known = (await parts.cache.lookup(keys, isCostly(request.definition) ? keys : [])).get(shallowKey);
    const taken = known ?? (await claim(request, parts, shallowKey, cancellation));
    if (taken && 'entry' in taken) {
      parts.cache.hold?.(shallowKey, taken);
      return { kind: 'found', ...taken };
    }
    try {
      return await computeAndStore(request, parts, shallowKey, cancellation, notify);
    } finally {
      await taken?.release();
    }
  });
  traffic.approach(task);
  return executed;
}

/** A claim costs two writes, so only actions that use a model are worth one. Lanes do not wait for other processes. */
function claim(
  { definition, traffic, task }: ExecutionRequest,
  { cache }: EngineParts,
  shallowKey: string,
  cancellation: Cancellation,
): Promise<Claim | KnownResult | undefined> | undefined {
  if (definition.lane !== 'inference') return undefined;
  return cache.claim?.(shallowKey, cancellation.signal, () => traffic.pass(task));
}

/** Computes in a flight of its own, because one that may end with the kept result proves nothing. */
async function verify(request: ExecutionRequest, parts: EngineParts, shallowKey: string): Promise<ExecutionResult> {
  const kept = (await parts.cache.lookup([shallowKey])).get(shallowKey);
  const executed = await parts.flights.join(`verify ${shallowKey}`, request, (cancellation, notify) =>
    computeAndStore(request, parts, shallowKey, cancellation, notify),
  );
  if (kept) compare(kept.entry, executed.result.entry, shallowKey, request.onNotice);
  return executed;
}

async function computeAndStore(
  request: ExecutionRequest,
  parts: EngineParts,
  shallowKey: string,
  cancellation: Cancellation,
  notify: (notice: ExecutionNotice) => void,
): Promise<ActionOutcome> {
  const computed = await computeInLane(request, parts, cancellation, notify);
  const { deepKey } = request.task;
  const keys = deepKey === undefined ? [shallowKey] : [shallowKey, deepKey];
  await parts.cache.write(keys, computed.entry, computed.values, isCostly(request.definition));
  return computed;
}

function compare(kept: ResultEntry, computed: ResultEntry, key: string, onNotice: ExecutionRequest['onNotice']): void {
  const outputs = Object.keys(computed.outputs).filter(
    (name) => kept.outputs[name]?.digest !== computed.outputs[name]?.digest,
  );
  if (outputs.length > 0) onNotice({ kind: 'mismatch', outputs, key });
}
