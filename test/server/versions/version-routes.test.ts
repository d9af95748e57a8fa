// Versions over HTTP, in a whole server.
import { expect, it } from 'vitest';
import type { DocumentVersion, OpenDocument, VersionDetail, Workflow } from '../../../engine/protocol/index.ts';
import { sharedServer } from '../http/http-support.ts';

const server = sharedServer();

const WORKFLOW: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Words',
  nodes: {
    words: { type: 'trim-text', inputs: { text: ' hello ' } },
    shown: { type: 'preview-text', inputs: { value: { from: 'words.text' } } },
  },
};

/** The address of the versions of a new document. */
async function versionsOfNew(): Promise<{ readonly id: string; readonly at: string }> {
  const { id } = await server().json<OpenDocument>('POST', '/api/documents', { workflow: WORKFLOW });
  return { id, at: `/api/documents/${id}/versions` };
}

it('are named, read and deleted', async () => {
  const { at } = await versionsOfNew();
  expect(await server().json('GET', at)).toEqual([]);
  const made = await server().json<DocumentVersion>('POST', at, { name: ' Good ' });
  expect(made.name).toBe('Good');
  expect((await server().json<VersionDetail>('GET', `${at}/${made.id}`)).workflow).toEqual(WORKFLOW);
  expect((await server().json<DocumentVersion>('PUT', `${at}/${made.id}`, { name: 'Better' })).name).toBe('Better');
  expect(await server().json('GET', at)).toEqual([{ ...made, name: 'Better' }]);
  expect((await server().send('DELETE', `${at}/${made.id}`)).status).toBe(204);
  expect(await server().failure('GET', `${at}/${made.id}`)).toMatchObject({ status: 404, code: 'not-found' });
  expect(await server().failure('POST', at, { name: '' })).toMatchObject({ status: 400 });
});

it('are kept of the state that a run begins with', async () => {
  const { id, at } = await versionsOfNew();
  await server().json('POST', '/api/runs', { workflow: WORKFLOW, document: id });
  const [version] = await server().json<DocumentVersion[]>('GET', at);
  expect((await server().json<VersionDetail>('GET', `${at}/${version?.id}`)).workflow).toEqual(WORKFLOW);
});

it.each([
  ['stay with its open document', true, ['Kept']],
  ['go with it', false, undefined],
])('of a file that is deleted %s', async (_, isOpen, left) => {
  const { id, at } = await versionsOfNew();
  const file = `versions-${String(isOpen)}`;
  await server().json('POST', `/api/documents/${id}/save`, { name: file });
  await server().json('POST', at, { name: 'Kept' });
  const names = async (of: string): Promise<readonly unknown[]> =>
    (await server().json<DocumentVersion[]>('GET', of)).flatMap(({ name }) => name ?? []);
  if (!isOpen) await server().send('DELETE', `/api/documents/${id}`);
  expect((await server().send('DELETE', `/api/workflows/${file}`)).status).toBe(204);
  expect(isOpen ? await names(at) : undefined).toEqual(left);
  // Another file of that name has none of them.
  const next = await versionsOfNew();
  await server().json('POST', `/api/documents/${next.id}/save`, { name: file });
  expect(await names(next.at)).toEqual([]);
});
