/**
 * The inference process: reads requests from file descriptor 3, works on them one at a time, and answers there. It owns
 * every onnxruntime session, so that a crash or an out-of-memory kill costs one request and not the server.
 */
import { Socket } from 'node:net';
import { InferenceError } from '../errors.ts';
import { FamilyRegistry } from '../families/registry.ts';
import { withCause } from './blame.ts';
import { readFrames, writeFrame } from './frames.ts';
import { createOperations, type Operations } from './operations.ts';
import type { Pulse } from '../pulse.ts';
import type { FromChild, RuntimeSettings, ToChild, WireError } from './protocol.ts';
import { RequestPulse } from './request-pulse.ts';
import { Residents } from './residents.ts';
import { withinMemory } from './device/within-memory.ts';
import { endWithParent, leaveSignalsToParent } from './watchdog.ts';

const parent = new Socket({ fd: 3 });
const say = (message: FromChild): void => writeFrame(parent, message);

let residents: Residents | undefined;
let operations: Operations | undefined;
let queue = Promise.resolve();
/** Id of the request at work. */
let current = 0;
const pulse = new RequestPulse(say);

readFrames(parent, (message) => {
  const received = message as ToChild;
  if (received.type === 'settings') operations = operationsFor(received.settings);
  else if (received.type === 'cancel') pulse.cancel(received.id);
  else queue = queue.then(() => work(received));
});
parent.on('close', () => process.exit());
endWithParent();
leaveSignalsToParent();

function onPrepared(value: number, max: number): void {
  pulse.report({ type: 'progress', id: current, value, max });
}

function operationsFor(settings: RuntimeSettings): Operations {
  residents = new Residents(settings, new FamilyRegistry(settings.families), onPrepared);
  return createOperations(residents);
}

async function work({ id, operation, request }: Extract<ToChild, { type: 'request' }>): Promise<void> {
  current = id;
  try {
    const run = operations?.[operation] as ((request: unknown, pulse: Pulse) => unknown) | undefined;
    if (!run) throw new Error(`There is no operation "${operation}"`);
    const [started, loadedBefore] = [performance.now(), residents?.loadingSeconds ?? 0];
    const once = async (): Promise<unknown> => run(request, pulse.of(id));
    const tell = (sentence: string): void => say({ type: 'note', id, sentence });
    const reply = await withinMemory(residents?.deviceMemories.byName ?? new Map(), once, tell);
    const loading = (residents?.loadingSeconds ?? 0) - loadedBefore;
    say({ type: 'reply', id, reply, spent: { loading, working: (performance.now() - started) / 1000 - loading } });
  } catch (error) {
    say({ type: 'error', id, error: toWire(await withCause(error, request)) });
  }
}

function toWire(error: unknown): WireError {
  if (error instanceof InferenceError) return { message: error.message, code: error.code, details: error.details };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
