/** A choice that was measured once on a machine, kept in a file for as long as the machine is the same. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/**
 * The choice in a file.
 * @param machine whatever the choice depends on, as text.
 * @returns undefined for no file, a damaged one, and that of another machine.
 */
export async function readChoice<T>(file: string, machine: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    const parsed = z
      .object({ machine: z.string(), choice: schema })
      .safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success && parsed.data.machine === machine ? parsed.data.choice : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice. A folder that cannot be written costs the measurement anew, and fails nothing. */
export async function keepChoice(file: string, machine: string, choice: unknown): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    // A name leads to a whole file or to none.
    const temporary = `${file}.${randomUUID()}.unfinished`;
    await writeFile(temporary, JSON.stringify({ machine, choice }));
    await rename(temporary, file);
  } catch {
    // The next process measures again.
  }
}
