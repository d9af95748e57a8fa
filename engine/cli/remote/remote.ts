/** A command that works at a server: the server, the options, and how the user ends it. */
import type { Patience } from '../../client/index.ts';
import { loadRegistry } from '../../host/load-registry.ts';
import { inputFolders } from '../../host/places.ts';
import { RemotePlace } from '../../host/remote/remote-place.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { RunInfo } from '../../protocol/index.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { print, printMessage } from '../print.ts';
import { Interrupt } from './interrupt.ts';
import { readPriority, type RemoteRunValues, serverOf } from './remote-options.ts';

export interface Remote {
  readonly place: RemotePlace;
  readonly registry: NodeRegistry;
  readonly values: RemoteRunValues;
  readonly interrupt: Interrupt;
  /** Address of the server. */
  readonly server: string;
  /** For every request; says when it waits. */
  readonly patience: Patience;
}

/** Has `use` work at the server of the options. @throws UsageError for a server that cannot be used. */
export async function withRemote(
  values: RemoteRunValues,
  use: (remote: Remote) => Promise<ExitCode>,
): Promise<ExitCode> {
  const address = serverOf(values);
  if (!address) throw new UsageError('Which server? --server http://HOST:4360, or INKLOOM_SERVER');
  const registry = await loadRegistry(values.nodes);
  const inputs = inputFolders(values.input ?? []);
  const place = new RemotePlace({ ...address, inputs, registry, priority: readPriority(values.priority) });
  const interrupt = new Interrupt();
  const { signal } = interrupt;
  const patience: Patience = { signal, onWait: ({ message }) => printMessage(`${message} Trying again.`) };
  try {
    await place.greet(signal);
    return await use({ place, registry, values, interrupt, server: address.server, patience });
  } catch (error) {
    // Before the run was queued.
    if (signal.aborted && error === signal.reason) return EXIT.interrupted;
    throw error;
  } finally {
    place.close();
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
