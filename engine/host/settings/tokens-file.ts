/**
 * The file of `--tokens`: access tokens by the name of their holder, as JSON.
 *
 *     { "anna": { "token": "…", "runs": "100/hour" }, "nightly": { "token": "…", "priority": "low" } }
 */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { NamedToken } from '../server-options.ts';
import { UsageError } from '../usage-error.ts';

/** Bits of a file's mode by which the group and others read or write it. */
const OTHERS = 0o077;

const schema = z.record(
  z.string().regex(/^\S(?:.{0,98}\S)?$/, 'expected a name of at most 100 characters'),
  z.strictObject({
    token: z.string(),
    runs: z.string().optional(),
    priority: z.enum(['high', 'normal', 'low']).optional(),
  }),
);

/** @throws UsageError for a file that cannot be read, that others can read, or that holds something else. */
export async function readTokens(file: string): Promise<Readonly<Record<string, NamedToken>>> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new UsageError(`--tokens ${file}: ${why}`, { cause });
  });
  // Windows keeps access in lists that the mode does not show.
  if (process.platform !== 'win32' && ((await stat(file)).mode & OTHERS) !== 0)
    throw new UsageError(`--tokens ${file}: other users of this machine can read it. Forbid it: chmod 600 ${file}`);
  const found = schema.safeParse(parsed(text, file));
  if (found.success) return found.data;
  const problems = found.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new UsageError(
    `--tokens ${file}: ${problems.join('; ')}. ` +
      'Expected names with tokens, such as { "anna": { "token": "...", "runs": "100/hour" } }',
  );
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--tokens ${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
}
