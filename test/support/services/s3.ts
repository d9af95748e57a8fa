/** An S3 server of this machine: moto, which keeps what it has in memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { installed, SERVICES } from './installed.ts';
import { type Service, ServiceProcess } from './service.ts';

function program(): Promise<string | undefined> {
  return installed(join(SERVICES, 'moto/bin/moto_server'));
}

/** Why there is none here; undefined where there is one. */
export async function noS3(): Promise<string | undefined> {
  return (await program()) === undefined ? 'moto is not here; .ci/services gets it' : undefined;
}

export interface S3Server extends Service {
  /** A bucket that exists, again after a restart; all else is then gone. */
  readonly bucket: string;
  /** What a client of S3 reads from its environment: the endpoint, a region and credentials, which moto ignores. */
  readonly env: Readonly<Record<string, string>>;
}

/** Its url is the endpoint. */
export async function startS3(bucket = 'inkloom'): Promise<S3Server> {
  const command = await program();
  if (command === undefined) throw new Error(await noS3());
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-s3-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = new ServiceProcess({
    command,
    args: ['-H', '127.0.0.1', '-p', String(port)],
    log: join(folder, 'log'),
    stopSignal: 'SIGTERM',
    answers: async () => (await fetch(`${url}/${bucket}`, { method: 'PUT' })).ok,
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
    url,
    bucket,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'inkloom',
      AWS_SECRET_ACCESS_KEY: 'inkloom-secret',
    },
    stop: () => service.end(),
    kill: () => service.end('SIGKILL'),
    async restart() {
      await service.end();
      await service.start();
    },
    close,
  };
}
