/** Documents and their files: what is unsaved, what is open once, what is never overwritten. */
import { join } from 'node:path';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bench, move } from './documents-support.ts';
import { smallWorkflow } from '../http/http-support.ts';

describe('files', () => {
  it('a document is unsaved while it differs from its file, whatever was edited in between', async () => {
    const { documents, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    const unsaved = (): boolean | undefined => documents.get(id)?.unsaved;
    expect(unsaved()).toBe(true);
    const saved = await documents.save(id, { name: 'mine' });
    expect(saved).toMatchObject({ file: 'mine', unsaved: false });
    documents.applyEdit(id, 'a', move(10));
    expect(unsaved()).toBe(true);
    documents.applyEdit(id, 'b', move(0));
    expect(unsaved()).toBe(false);
    database.close();
  });

  it('a file is opened once, also after a restart', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    await first.documents.save(id, { name: 'mine' });
    expect((await first.documents.openFile('mine')).id).toBe(id);
    const { documents, database } = first.restart();
    const [one, other] = await Promise.all([documents.openFile('mine'), documents.openFile('mine')]);
    expect([one.id, other.id]).toEqual([id, id]);
    documents.close(id);
    const [opened, twice] = await Promise.all([documents.openFile('mine'), documents.openFile('mine')]);
    expect(opened.id).toBe(twice.id);
    expect(opened).toMatchObject({ file: 'mine', unsaved: false, revision: 0 });
    await expect(documents.openFile('nothing')).rejects.toMatchObject({ status: 404 });
    database.close();
  });

  it('saving over a file that somebody else changed is a conflict', async () => {
    const { documents, folder, database } = await bench();
    const { id } = documents.openWorkflow(smallWorkflow());
    await documents.save(id, { name: 'mine' });
    const path = join(folder, 'workflows', 'mine.json');
    await writeFile(path, JSON.stringify(smallWorkflow('By hand')));
    await expect(documents.save(id, {})).rejects.toMatchObject({ status: 409, code: 'conflict' });
    expect(await readFile(path, 'utf8')).toContain('By hand');
    await documents.save(id, { overwrite: true });
    expect(await readFile(path, 'utf8')).not.toContain('By hand');
    // The file as it was overwritten is the base of the next save.
    documents.applyEdit(id, 'a', move(5));
    await documents.save(id, {});
    await rm(path);
    expect(await documents.save(id, {})).toMatchObject({ unsaved: false });
    database.close();
  });

  it('saving over the file of another document needs "overwrite", and unbinds that document', async () => {
    const { documents, events, database } = await bench();
    const [a, b] = [documents.openWorkflow(smallWorkflow('A')), documents.openWorkflow(smallWorkflow('B'))];
    await documents.save(a.id, { name: 'a' });
    await expect(documents.save(b.id, { name: 'a' })).rejects.toMatchObject({ status: 409, code: 'exists' });
    await expect(documents.save(b.id, {})).rejects.toMatchObject({ status: 422, code: 'name-missing' });
    events.length = 0;
    expect(await documents.save(b.id, { name: 'a', overwrite: true })).toMatchObject({ file: 'a', unsaved: false });
    expect(documents.get(a.id)).toMatchObject({ unsaved: true });
    expect(documents.get(a.id)?.file).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['document-saved', 'document-saved', 'changed']);
    documents.forgetFile('a');
    expect(documents.get(b.id)).toMatchObject({ unsaved: true });
    database.close();
  });

  it('of two documents saved under one new name at once, one is refused', async () => {
    const { documents, database } = await bench();
    const [a, b] = [documents.openWorkflow(smallWorkflow('A')), documents.openWorkflow(smallWorkflow('B'))];
    const outcomes = await Promise.allSettled([
      documents.save(a.id, { name: 'new' }),
      documents.save(b.id, { name: 'new' }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    database.close();
  });

  it('a closed document is gone after a restart, and its closing is published', async () => {
    const first = await bench();
    const { id } = first.documents.openWorkflow(smallWorkflow());
    first.documents.applyEdit(id, 'a', move(1));
    first.documents.close(id);
    expect(first.events.at(-1)).toEqual({ type: 'document-closed', document: id });
    expect(() => first.documents.close(id)).toThrow(/no open document/);
    const { documents, database } = first.restart();
    expect(documents.list()).toEqual([]);
    database.close();
  });

  it('no more documents than the limit can be open', async () => {
    const { documents, database } = await bench({ documents: 2 });
    documents.openWorkflow(smallWorkflow());
    documents.openWorkflow(smallWorkflow());
    expect(() => documents.openWorkflow(smallWorkflow())).toThrow(/close one/);
    database.close();
  });
});
