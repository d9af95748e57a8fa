/** PostgreSQL with a cluster of its own. It refuses to run as root; it then runs as `nobody`. */
import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { installed } from './installed.ts';
import { type Service, ServiceProcess } from './service.ts';

/** `nobody` and `nogroup` of Debian. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;

const ROOT = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres` of the newest version. */
async function programs(): Promise<string | undefined> {
  await installed(ROOT);
  const versions = await readdir(ROOT).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(ROOT, version, 'bin'));
  const initdb = await installed(...newest.map((folder) => join(folder, 'initdb')));
  return initdb?.slice(0, -'/initdb'.length);
}

/** Why there is none here; undefined where there is one. */
export async function noPostgres(): Promise<string | undefined> {
  return (await programs()) === undefined ? 'PostgreSQL is not installed; .ci/services installs it' : undefined;
}

/** Its url is `postgres://inkloom@127.0.0.1:PORT/postgres`; everybody of this machine is let in. */
export async function startPostgres(): Promise<Service> {
  const bin = await programs();
  if (bin === undefined) throw new Error(await noPostgres());
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-postgres-'));
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `postgres://inkloom@127.0.0.1:${port}/postgres`;
  const service = new ServiceProcess({
    command: join(bin, 'postgres'),
    args: ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder],
    user,
    log: join(folder, 'log'),
    // A fast shutdown: clients that are connected are sent away.
    stopSignal: 'SIGINT',
    answers: () => answers(url),
  });
  const close = async (): Promise<void> => {
    await service.end('SIGQUIT');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const cluster = ['-D', data, '-U', 'inkloom', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await promisify(execFile)(join(bin, 'initdb'), cluster, { cwd: folder, ...user });
    await service.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    stop: () => service.end(),
    // Its helper processes end by themselves when the first one was killed.
    kill: () => service.end('SIGKILL'),
    async restart() {
      await service.end();
      await service.start();
    },
    close,
  };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 1000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } finally {
    await client.end();
  }
}
