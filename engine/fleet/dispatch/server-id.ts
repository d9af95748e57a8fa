/** The name by which workers know a server. It is kept with the server's data: a restarted server finds its jobs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { replaceFile } from '../../files/write-file.ts';

/** @param folder of the server's data. @throws StorageError */
export async function serverId(folder: string): Promise<string> {
  const path = join(folder, 'fleet-id');
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[\w-]{21}$/.test(known)) return known;
  const id = nanoid();
  await replaceFile(path, Buffer.from(id));
  return id;
}
