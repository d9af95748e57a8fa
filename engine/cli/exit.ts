/** Exit codes of the command. */
export const EXIT = {
  done: 0,
  /** The run failed. */
  failed: 1,
  /** The command line or the workflow cannot be used. */
  usage: 2,
  /** Stopped by Ctrl-C or another signal: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
