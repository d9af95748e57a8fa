/** Valkey, or Redis where that is installed. It keeps its data over a kill, as one that queues runs must. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ask, freePort } from './free-port.ts';
import { installed, SERVICES } from './installed.ts';
import { type Service, ServiceProcess } from './service.ts';

const UNPACKED = join(SERVICES, 'valkey');
const LIBRARIES = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((path) => join(UNPACKED, path));

function program(): Promise<string | undefined> {
  return installed(join(UNPACKED, 'usr/bin/valkey-server'), '/usr/bin/valkey-server', '/usr/bin/redis-server');
}

/** Why there is none here; undefined where there is one. */
export async function noValkey(): Promise<string | undefined> {
  return (await program()) === undefined ? 'neither Valkey nor Redis is here; .ci/services gets one' : undefined;
}

export interface Valkey extends Service {
  /** Starts the process again without what it had, as after a lost disk. */
  restartEmpty(): Promise<void>;
}

/** Its url is `redis://127.0.0.1:PORT`. */
export async function startValkey(): Promise<Valkey> {
  const command = await program();
  if (command === undefined) throw new Error(await noValkey());
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-valkey-'));
  const port = await freePort();
  const data = join(folder, 'appendonlydir');
  const service = new ServiceProcess({
    command,
    args: Object.entries({
      'port': String(port),
      'bind': '127.0.0.1',
      'dir': folder,
      'save': '',
      'appendonly': 'yes',
      'appendfsync': 'everysec',
      'maxmemory-policy': 'noeviction',
    }).flatMap(([name, value]) => [`--${name}`, value]),
    env: { LD_LIBRARY_PATH: [...LIBRARIES, process.env['LD_LIBRARY_PATH'] ?? ''].join(delimiter) },
    log: join(folder, 'log'),
    stopSignal: 'SIGTERM',
    answers: () => ask(port, 'PING\r\n', '+PONG'),
  });
  const close = async (): Promise<void> => {
    await service.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  await service.start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => service.end(),
    kill: () => service.end('SIGKILL'),
    async restart() {
      await service.end();
      await service.start();
    },
    async restartEmpty() {
      await service.end('SIGKILL');
      await rm(data, { recursive: true, force: true });
      await service.start();
    },
    close,
  };
}
