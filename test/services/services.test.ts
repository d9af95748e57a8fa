/** The services that tests of a fleet start: they keep what they say they keep over a stop, a kill and a restart. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { noPostgres, noS3, noValkey, startPostgres, startS3, startValkey } from '../support/services/index.ts';

const [valkey, postgres, s3] = await Promise.all([noValkey(), noPostgres(), noS3()]);

it.skipIf(valkey)(
  `starts Valkey: ${valkey ?? 'it keeps its data over a restart, and loses it when told'}`,
  async () => {
    const service = await startValkey();
    try {
      const client = new Redis(service.url);
      client.on('error', () => {});
      await client.set('name', 'kept');
      await service.restart();
      expect(await client.get('name')).toBe('kept');
      await service.restartEmpty();
      expect(await client.get('name')).toBeNull();
      client.disconnect();
      await service.kill();
    } finally {
      await service.close();
    }
  },
);

it.skipIf(postgres)(`starts PostgreSQL: ${postgres ?? 'it keeps its data over a kill'}`, async () => {
  const service = await startPostgres();
  try {
    await query(service.url, 'create table kept (name text)');
    await service.kill();
    await service.restart();
    expect(await query(service.url, "select to_regclass('kept')::text as name")).toEqual([{ name: 'kept' }]);
  } finally {
    await service.close();
  }
});

it.skipIf(s3)(`starts S3: ${s3 ?? 'it keeps objects, and has its bucket again after a restart'}`, async () => {
  const service = await startS3();
  try {
    const credentials = { accessKeyId: 'inkloom', secretAccessKey: 'inkloom-secret' };
    const client = new S3Client({ endpoint: service.url, region: 'us-east-1', credentials, forcePathStyle: true });
    const object = { Bucket: service.bucket, Key: 'a/b' };
    await client.send(new PutObjectCommand({ ...object, Body: 'bytes' }));
    expect(await (await client.send(new GetObjectCommand(object))).Body?.transformToString()).toBe('bytes');
    client.destroy();
    await service.restart();
    expect((await fetch(`${service.url}/${service.bucket}`)).status).toBe(200);
  } finally {
    await service.close();
  }
});

async function query(connectionString: string, text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
