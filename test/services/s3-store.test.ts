// A content store in a bucket, at a real server of S3 (moto), and two machines that share results through it.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../engine/store/open-store.ts';
import { machine, make, outputOf } from '../engine/shared/slow-nodes.ts';
import { describeStore } from '../store/store-table.ts';
import { noS3, startS3, type S3Server } from '../support/services/index.ts';

const missing = await noS3();
let server: S3Server;

beforeAll(async () => {
  if (missing !== undefined) return;
  server = await startS3();
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await (server as S3Server | undefined)?.close();
});

describe.skipIf(missing)(`with S3: ${missing ?? 'moto'}`, () => {
  describeStore(
    'in a bucket',
    async () => {
      const store = await openStore(`s3://${server.bucket}/table`);
      const client = new S3Client({ forcePathStyle: true });
      return {
        store,
        async damage(shelf, digest, bytes) {
          const key = `table/${shelf}/blobs/${digest.slice(0, 2)}/${digest}`;
          await client.send(new PutObjectCommand({ Bucket: server.bucket, Key: key, Body: bytes }));
        },
        close: async () => store.close(),
      };
    },
    60,
  );

  it('says that there is no such bucket, and how to make it', async () => {
    const store = await openStore('s3://nobody-made-it');
    const message = expect.stringMatching(/no bucket "nobody-made-it".*aws s3 mb s3:\/\/nobody-made-it/);
    await expect(store.check()).rejects.toMatchObject({ code: 'no-place', message });
  });

  it('lets one machine go on where another was, through an outage', async () => {
    const first = machine(await openStore(`s3://${server.bucket}/pool`));
    expect(await make(first, 3)).toEqual(outputOf(3));
    const second = machine(await openStore(`s3://${server.bucket}/pool`));
    expect(await make(second, 4)).toEqual(outputOf(4));
    expect(second.ran).toEqual([3]);
    await server.kill();
    const third = machine(await openStore(`s3://${server.bucket}/pool`));
    expect(await make(third, 2)).toEqual(outputOf(2));
    expect(third.ran).toEqual([0, 1]);
    expect(third.said).toEqual([
      expect.stringMatching(/cannot be read, and runs go on without it: http.* does not answer \(ECONNREFUSED\)/),
      expect.stringContaining('cannot be written'),
    ]);
  });
});
