/** The error of a command line or an option that cannot be used. The command exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
