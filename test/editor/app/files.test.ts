/** Opening, saving and closing documents, with a server that may refuse. */
import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../editor/app/session/files.ts';
import type { Sessions } from '../../../editor/app/session/sessions.ts';
import { type Api, ApiError } from '../../../editor/client/api.ts';
import type { Documents, OpenedDocument } from '../../../editor/client/documents.ts';
import { Document } from '../../../editor/document/document.ts';
import type { Dialog, Notice, Session } from '../../../editor/editor-context.ts';
import type { OpenDocument, Workflow } from '../../../engine/protocol/index.ts';
import { wholeDocument } from '../whole-document.ts';

const FOX: Workflow = { format: 'inkloom-workflow', version: 3, name: 'Fox', nodes: { n: { type: 'x' } } };

function conflict(code: string): ApiError {
  return new ApiError(409, { code, message: 'No.' });
}

function setUp() {
  const calls: string[] = [];
  const refusals: Error[] = [];
  const sessions = signal<readonly Session[]>([]);
  const session = signal<Session | undefined>(undefined);
  const dialog = signal<Dialog | undefined>(undefined);
  const notices: { readonly text: string; readonly action: Notice['action'] }[] = [];
  const toSession = ({ document, info, unsaved }: OpenedDocument): Session => {
    const known = sessions.peek().find((each) => each.document.id === document.id);
    const made = known ?? ({ ...wholeDocument(document), info, unsaved } as Session);
    if (!known) sessions.value = [...sessions.peek(), made];
    return made;
  };
  let opened = 0;
  const answer = async <T>(call: string, result: T): Promise<T> => {
    calls.push(call);
    const refusal = refusals.shift();
    if (refusal) throw refusal;
    return result;
  };
  const api = {
    openDocument: async (from: { readonly file?: string; readonly workflow?: Workflow }): Promise<OpenDocument> => {
      opened += 1;
      const workflow = from.workflow ?? FOX;
      return answer(`open ${from.file ?? 'new'}`, {
        id: `d${opened}`,
        revision: 0,
        unsaved: from.file === undefined,
        name: workflow.name,
        modified: 0,
        workflow,
        used: [],
        ...(from.file === undefined ? {} : { file: from.file }),
      });
    },
    saveDocument: async (id: string, options: object) => answer(`save ${id} ${JSON.stringify(options)}`, undefined),
    closeDocument: async (id: string) => answer(`close ${id}`, undefined),
    readWorkflow: async (_: Blob, name: string) => answer(`read ${name}`, { workflow: FOX }),
  } as unknown as Api;
  const documents = {
    find: () => undefined,
    adopt({ workflow, used: _used, ...info }: OpenDocument): OpenedDocument {
      const document: Document = new Document({
        id: info.id,
        workflow,
        send: ({ edit, patch }) => queueMicrotask(() => document.confirm({ edit, patch })),
      });
      return { document, info: signal(info), unsaved: signal(false) };
    },
    forget: (id: string) => (sessions.value = sessions.peek().filter((each) => each.document.id !== id)),
  } as unknown as Documents;
  const files = createFiles({
    types: signal(new Map()),
    api,
    documents,
    sessions: { sessions, session, of: toSession } satisfies Sessions,
    dialog,
    notify: (_, text, action) => notices.push({ text, action }),
  });
  return { ...files, calls, refusals, sessions, session, dialog, notices };
}

describe('documents and files', () => {
  it('saving a document without a file asks for a name', async () => {
    const { open, save, dialog, calls } = setUp();
    expect(await save()).toBe(false);
    await open({ workflow: FOX });
    expect(await save()).toBe(false);
    expect(dialog.value).toEqual({ kind: 'save-as' });
    expect(await save({ name: 'fox' })).toBe(true);
    expect(calls).toEqual(['open new', 'save d1 {"name":"fox"}']);
  });

  it('saving over a changed file or a taken name opens the conflict dialog', async () => {
    const { open, save, dialog, refusals } = setUp();
    await open({ file: 'fox' });
    refusals.push(conflict('conflict'));
    expect(await save()).toBe(false);
    expect(dialog.value).toEqual({ kind: 'conflict', name: 'fox', reason: 'changed' });
    refusals.push(conflict('exists'));
    await save({ name: 'cat' });
    expect(dialog.value).toEqual({ kind: 'conflict', name: 'cat', reason: 'exists' });
    expect(await save({ name: 'cat', overwrite: true })).toBe(true);
  });

  it('saving waits until the server has confirmed every edit', async () => {
    const { open, save, session, calls } = setUp();
    await open({ file: 'fox' });
    session.value?.document.do({ name: 'Rename', patch: [{ path: ['name'], value: 'Vixen' }] });
    expect(session.value?.document.pending.value.length).toBe(1);
    expect(await save()).toBe(true);
    expect(session.value?.document.pending.value).toEqual([]);
    expect(calls.at(-1)).toBe('save d1 {}');
  });

  it('a dropped file opens in a new tab, or asks first beside unsaved work', async () => {
    const { open, openFile, session, sessions, dialog } = setUp();
    const shown = await open({ file: 'fox' });
    await openFile(new File(['{}'], 'cat.json'), shown);
    expect([sessions.value.length, dialog.value]).toEqual([2, undefined]);
    const edited = { ...session.value, unsaved: signal(true) } as Session;
    sessions.value = [...sessions.value, edited];
    await openFile(new File(['{}'], 'cow.json'), edited);
    expect([sessions.value.length, dialog.value]).toEqual([3, { kind: 'replace', workflow: FOX, source: 'cow.json' }]);
  });

  it('reopening a closed document restores its unsaved work', async () => {
    const { open, close, sessions, session, notices, calls } = setUp();
    const shown = (await open({ file: 'fox' })) as Session;
    shown.document.do({ name: 'Rename', patch: [{ path: ['name'], value: 'Vixen' }] });
    await close({ ...shown, unsaved: signal(true) });
    expect(sessions.value.length).toBe(0);
    notices.at(-1)?.action?.run();
    await new Promise((resolve) => setTimeout(resolve));
    expect([calls.at(-1), session.value?.document.workflow.value.name]).toEqual(['open fox', 'Vixen']);
  });

  it('a file that cannot be opened or read becomes a notice', async () => {
    const { open, openFile, notices, refusals, sessions } = setUp();
    refusals.push(
      new ApiError(404, { code: 'not-found', message: 'There is no workflow "fox".' }),
      new ApiError(422, { code: 'x', message: 'That is no workflow.' }),
    );
    expect(await open({ file: 'fox' })).toBeUndefined();
    await openFile(new File(['x'], 'x.json'));
    expect(notices.map(({ text }) => text)).toEqual(['There is no workflow "fox".', 'That is no workflow.']);
    expect(sessions.value).toEqual([]);
  });
});
