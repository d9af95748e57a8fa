/** The short code of a file system error (`ENOENT`, `EACCES`), for error details. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
