/** Writes a manifest anew with the newest line of each picture, in the order of those lines. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { foldedName } from '../../../files/same-name.ts';
import { syncFolder, temporaryPath } from '../../../files/write-file.ts';
import { HashTable } from '../names/hash-table.ts';
import { linesOf } from '../rows/lines.ts';
import { identityOf, readLine } from './record.ts';

/** The file is replaced as a whole, or not at all. Nothing may be appending to it. */
export async function compact(path: string): Promise<void> {
  const newest = new HashTable();
  for await (const { number, text } of linesOf(path)) {
    const line = readLine(text);
    if (line) newest.set(identityOf(line, foldedName), number);
  }
  const temporary = temporaryPath(dirname(path));
  try {
    await pipeline(kept(path, newest), createWriteStream(temporary, { flags: 'wx' }));
    const file = await open(temporary, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
}

async function* kept(path: string, newest: HashTable): AsyncGenerator<string> {
  for await (const { number, text } of linesOf(path)) {
    const line = readLine(text);
    if (line && newest.get(identityOf(line, foldedName)) === number) yield `${text}\n`;
  }
}
