/**
 * The parts of the program that its entry, inkloom.mjs, hands to the commands: the command line imports no other room.
 */
import type { StartServer } from '../host/server-options.ts';
import type { StartWorker } from '../fleet/worker-options.ts';
import type { ExitCode } from './exit.ts';

export interface Program {
  /** Loads the server's code at the first call, so that no other command pays for it. */
  readonly startServer: StartServer;
  /** Likewise for the code of a fleet's worker. */
  readonly startWorker: StartWorker;
}

/**
 * @param args the command line after the command's name.
 * @returns the exit code.
 * @throws UsageError, WorkflowError or GraphError for a command line or a workflow that cannot be used.
 */
export type Command = (args: readonly string[], program: Program) => Promise<ExitCode>;
