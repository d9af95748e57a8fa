/** Disks that Inkloom reads and writes: their room, their kind, and how fast a file is written through to them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readFile, realpath, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DiskFacts, DiskKind } from './facts.ts';

/** Bytes of the trial that is written: a fraction of a second on a hard disk. */
const TRIAL = 16 * 2 ** 20;

/** Kinds by the number that statfs gives a file system. Source: include/uapi/linux/magic.h. */
const FILE_SYSTEMS: ReadonlyMap<number, DiskKind> = new Map([
  [0x6969, 'network'], // NFS
  [0x517b, 'network'], // SMB
  [0xff534d42, 'network'], // CIFS
  [0xfe534d42, 'network'], // SMB 2
  [0x01021997, 'network'], // 9P, which virtual machines share folders by
  [0x00c36400, 'network'], // Ceph
  [0x01021994, 'memory'], // tmpfs
]);

/**
 * The disk of a folder, or of the nearest folder above it that exists.
 * @param writes whether Inkloom must be able to write there.
 */
export async function readDisk(use: DiskFacts['use'], path: string, writes: boolean): Promise<DiskFacts> {
  const place = await nearest(path);
  const found = await statfs(place, { bigint: true }).catch(() => undefined);
  const facts = {
    use,
    path,
    free: found && Number(found.bavail * found.bsize),
    kind: found && (FILE_SYSTEMS.get(Number(BigInt.asUintN(32, found.type))) ?? (await kindOfDevice(place))),
  };
  if (!writes) return { ...facts, writes: undefined, problem: undefined };
  try {
    return { ...facts, writes: use === 'cache' ? await writeSpeed(path) : await mayWrite(place), problem: undefined };
  } catch (error) {
    return { ...facts, writes: undefined, problem: (error as Error).message };
  }
}

async function nearest(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearest(dirname(path));
}

/**
 * Only Linux tells at once whether a device turns. A virtual disk says that it does whatever it lies on, so only real
 * ones are believed.
 */
async function kindOfDevice(path: string): Promise<DiskKind | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { dev } = await stat(path);
  // Both numbers of a device, as glibc's major() and minor() take them apart.
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  const block = await realpath(`/sys/dev/block/${major}:${minor}`).catch(() => undefined);
  if (block === undefined) return undefined;
  for (const device of [block, dirname(block)]) {
    const turns = await readFile(join(device, 'queue/rotational'), 'utf8').catch(() => undefined);
    if (turns === undefined) continue;
    if (turns.trim() === '0') return 'solid state';
    return REAL_DISK.test(basename(device)) ? 'hard disk' : undefined;
  }
  return undefined;
}

/** Names of disks at a SATA, SAS or USB port. */
const REAL_DISK = /^sd[a-z]+$/;

/** @throws the system's error. @returns undefined: nothing was measured. */
async function mayWrite(place: string): Promise<undefined> {
  await access(place, constants.W_OK);
}

/** @returns bytes a second, the time until the disk has them included. @throws the system's error. */
async function writeSpeed(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `.inkloom-${randomUUID()}`);
  const file = await open(path, 'wx');
  // Random bytes: some file systems leave out zeros, or compress.
  const chunk = randomBytes(2 ** 20);
  try {
    const started = performance.now();
    for (let written = 0; written < TRIAL; written += chunk.byteLength) await file.write(chunk);
    await file.sync();
    return TRIAL / ((performance.now() - started) / 1000);
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}
