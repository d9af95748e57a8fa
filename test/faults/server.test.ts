/** A server on a full disk: every answer and every run says so, and all goes on when there is room again. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { RunDetail, RunInfo } from '../../engine/protocol/index.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { form, smallWorkflow, temporaryFolder, testServer } from '../server/http/http-support.ts';
import { failingFiles } from './failing-files.ts';

const PICTURE = await readFile(repoPath('test/fixtures/images/a.png'));
const isStack = (text: string): boolean => /\n\s+at /.test(text);

async function ended(server: Awaited<ReturnType<typeof testServer>>): Promise<RunDetail> {
  const { id } = await server.json<RunInfo>('POST', '/api/runs', { workflow: smallWorkflow() });
  return vi.waitFor(
    async () => {
      const run = await server.json<RunDetail>('GET', `/api/runs/${id}`);
      expect(['done', 'failed']).toContain(run.state);
      return run;
    },
    { timeout: 20_000 },
  );
}

it('says that the disk is full in answers and in runs, and goes on when it is not', async () => {
  const data = await temporaryFolder();
  const faults = failingFiles();
  const server = await testServer({ data, files: faults.files, noCache: false, cache: join(data, 'cache') });
  await writeFile(join(data, 'input', 'example.png'), PICTURE);
  faults.failAt(1, { forGood: true });

  const failed = await ended(server);
  expect(failed.state).toBe('failed');
  expect(failed.failures).toMatchObject([{ node: 'save', type: 'save-image', code: 'disk-full' }]);
  expect(failed.failures[0]?.message).toMatch(/^The disk is full: .* could not be written\. Free some space/);

  const { headers, body } = form('image', 'a.png', PICTURE);
  const upload = await server.send('POST', '/api/inputs', headers, body);
  expect([upload.status, JSON.parse(upload.body.toString())]).toMatchObject([507, { error: { code: 'disk-full' } }]);
  const put = await server.failure('PUT', '/api/workflows/fox', { workflow: smallWorkflow() });
  expect(put).toMatchObject({ status: 507, code: 'disk-full' });
  expect(put.message).toContain('Free some space');

  faults.failAt(undefined);
  const done = await ended(server);
  expect(done.state).toBe('done');
  const names = done.files.flatMap(({ folder, name }) => (folder === 'output' ? [name] : []));
  expect(await readdir(join(data, 'output'))).toEqual(names);
  expect((await server.send('POST', '/api/inputs', headers, body)).status).toBe(200);
  expect(server.said.filter(isStack)).toEqual([]);
});

it.each([
  ['EROFS', 500, 'not-writable'],
  ['EACCES', 500, 'not-writable'],
  ['EDQUOT', 507, 'disk-full'],
  ['EMFILE', 503, 'too-many-files'],
  ['EIO', 500, 'disk-failed'],
])('answers %s with %i %s', async (code, status, expected) => {
  const faults = failingFiles();
  const server = await testServer({ files: faults.files });
  faults.failAt(1, { code, forGood: true });
  const answer = await server.failure('PUT', '/api/workflows/fox', { workflow: smallWorkflow() });
  expect(answer).toMatchObject({ status, code: expected });
  expect(answer.message).toContain(server.data);
  expect(server.said).toEqual([`The server could not answer: ${answer.message}`]);
});
