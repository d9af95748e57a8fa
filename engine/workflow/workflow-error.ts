/** Errors of workflow files, settings and parameters. */

/** A workflow file, a setting or a parameter that cannot be used. Each problem is one line of the message. */
export class WorkflowError extends Error {
  override readonly name: string = 'WorkflowError';
  readonly problems: readonly string[];

  /** @param where the file, setting or parameter; every line of the message begins with it. */
  constructor(where: string, problems: readonly string[], options?: ErrorOptions) {
    super(problems.map((problem) => `${where}: ${problem}`).join('\n'), options);
    this.problems = problems;
  }
}

/** A workflow above a limit of the program that reads it. */
export class WorkflowTooLargeError extends WorkflowError {
  override readonly name = 'WorkflowTooLargeError';
}
