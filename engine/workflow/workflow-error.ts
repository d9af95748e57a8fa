/** Thrown for a workflow file, a setting or a parameter that cannot be used; every problem is one line of the message. */

export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  readonly problems: readonly string[];

  constructor(where: string, problems: readonly string[], options?: ErrorOptions) {
    super(problems.map((problem) => `${where}: ${problem}`).join('\n'), options);
    this.problems = problems;
  }
}
