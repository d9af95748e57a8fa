/** Writes a new file so that it is on the disk before anything tells of it. */
import { open } from 'node:fs/promises';

/** @throws Error `EEXIST` when there is a file of this name. */
export async function writeDurably(path: string, data: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}
