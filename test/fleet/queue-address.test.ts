/** Addresses of queues, and that no message shows their passwords. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFleet } from '../../engine/fleet/open-fleet.ts';
import { queueAddress } from '../../engine/jobs/bullmq/queue-address.ts';

it.each([
  ['redis://127.0.0.1:6379', 'redis', 'redis://127.0.0.1:6379'],
  ['rediss://anna:hunter2@queue.example/3', 'redis', 'rediss://queue.example/3'],
  ['valkey://:hunter2@queue.example:7000', 'redis', 'valkey://queue.example:7000'],
  ['postgres://anna:hunter2@db.example:5433/fleet', 'postgres', 'postgres://db.example:5433/fleet'],
  ['postgresql://db.example/fleet?user=anna&password=hunter2', 'postgres', 'postgresql://db.example/fleet'],
])('reads %s', (text, kind, shown) => {
  expect(queueAddress(text)).toMatchObject({ kind, shown });
});

it('calls Valkey by the name that its client knows', () => {
  expect(queueAddress('valkey://:hunter2@queue.example:7000').url).toBe('redis://:hunter2@queue.example:7000');
});

it.each(['', 'queue.example:6379', 'http://anna:hunter2@queue.example', 'redis:', 'anna:hunter2@queue.example'])(
  'refuses "%s" with the forms that there are',
  (text) => {
    expect(() => queueAddress(text)).toThrow(/--queue: expected redis:\/\/HOST:PORT or postgres:\/\//);
    expect(() => queueAddress(text)).not.toThrow(/hunter2/);
  },
);

it('asks for a store beside a queue', async () => {
  await expect(openFleet({ queue: 'redis://127.0.0.1:1' }, () => {})).rejects.toThrow(/Give --store/);
});

it('says which queue does not answer, without the password', async () => {
  const opening = openFleet(
    { queue: 'postgres://anna:hunter2@127.0.0.1:1/fleet', store: mkdtempSync(join(tmpdir(), 'inkloom-store-')) },
    () => {},
  );
  const { message } = (await opening.catch((reason: unknown) => reason)) as Error;
  expect(message).toMatch(/The queue at postgres:\/\/127\.0\.0\.1:1\/fleet cannot be used: .*ECONNREFUSED/);
  expect(message).not.toMatch(/hunter2/);
});
