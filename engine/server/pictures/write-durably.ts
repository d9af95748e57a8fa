/** Writes a new file and waits until it is on the disk. */
import { open } from 'node:fs/promises';

/** @throws Error with code `EEXIST` when the file exists. */
export async function writeDurably(path: string, data: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}
