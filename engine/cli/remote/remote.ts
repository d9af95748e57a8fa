/** A command that works at a server: the server, the options, and how the user ends it. */
import type { Patience } from '../../client/index.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { inputFolders } from '../../host/places.ts';
import { RemotePlace } from '../../host/remote/remote-place.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { RunInfo } from '../../protocol/index.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { print, printMessage } from '../print.ts';
import { Interrupt } from './interrupt.ts';
import { readPriority, type RemoteRunValues, serverOf, type ServerValues } from './remote-options.ts';

export interface Remote {
  readonly place: RemotePlace;
  readonly values: RemoteRunValues;
  readonly interrupt: Interrupt;
  /** Address of the server. */
  readonly server: string;
  /** For every request; says when it waits. */
  readonly patience: Patience;
}

/** Says why a request is sent again. */
export function sayWaiting({ message }: Error): void {
  printMessage(`${message} Trying again.`);
}

/**
 * The server that the options name, once it has answered; undefined when the work is done here.
 * @param inputs folders of pictures on this machine.
 * @throws UsageError for a server that cannot be used.
 */
export async function remotePlace(
  values: ServerValues & Readonly<Record<string, unknown>> & { readonly nodes?: readonly string[] | undefined },
  inputs: readonly string[],
  signal?: AbortSignal,
): Promise<RemotePlace | undefined> {
  const address = serverOf(values);
  if (!address) return undefined;
  const registry = await loadRegistry(values.nodes);
  const place = new RemotePlace({ ...address, inputs, registry, priority: readPriority(values.priority) });
  await place.greet(signal);
  return place;
}

/** Has `use` work at the server of the options. @throws UsageError for a server that cannot be used. */
export async function withRemote(
  values: RemoteRunValues,
  use: (remote: Remote) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interrupt = new Interrupt();
  const { signal } = interrupt;
  let place: RemotePlace | undefined;
  try {
    place = await remotePlace(values, inputFolders(values.input ?? []), signal);
    if (!place) throw new UsageError('Which server? --server http://HOST:4360, or INKLOOM_SERVER');
    const { server } = place.api.requests.address;
    return await use({ place, values, interrupt, server, patience: { signal, onWait: sayWaiting } });
  } catch (error) {
    // Before the run was queued.
    if (signal.aborted && error === signal.reason) return EXIT.interrupted;
    throw error;
  } finally {
    place?.close();
    interrupt.close();
  }
}

/** Says how a run is taken up that goes on at the server. */
export function detached({ id, number }: RunInfo, { values, server }: Remote): ExitCode {
  if (values.json) return print(JSON.stringify({ type: 'run-left', run: id, server }));
  printMessage(`Run ${number} goes on at ${server}.\n${howTo(id, server)}`);
  return print(id);
}

/** After Ctrl-C: the run goes on, unless the user presses it again. */
export async function leave({ id, number }: RunInfo, remote: Remote): Promise<ExitCode> {
  const { place, values, interrupt, server } = remote;
  const again = process.stderr.isTTY ? 'Ctrl-C once more within 5 s cancels it.\n' : '';
  if (!values.json) printMessage(`Run ${number} goes on at ${server}. ${again}${howTo(id, server)}`);
  else print(JSON.stringify({ type: 'run-left', run: id, server }));
  if (await interrupt.wantsCancel()) {
    await place.api.cancel(id);
    printMessage(`Run ${number} is cancelled.`);
  }
  return EXIT.interrupted;
}

function howTo(id: string, server: string): string {
  const command = `inkloom run --server ${server}`;
  return `Take it up: ${command} --attach ${id}\nCancel it:  ${command} --cancel ${id}`;
}
