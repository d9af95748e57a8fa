/** Opening, closing and saving documents. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { type Api, ApiError } from '../../client/api.ts';
import type { Documents } from '../../client/documents.ts';
import { renameWorkflow, replaceWorkflow } from '../../document/commands/index.ts';
import { untangled } from '../../document/layout/untangle.ts';
import { fileNameOf } from '../../document/transfer/share.ts';
import type { DialogOf, DocumentSource, Editor, Session, Work } from '../../editor-context.ts';
import { messageOf } from '../../words.ts';
import type { Sessions } from './sessions.ts';
import { t } from '../../i18n/t.ts';

export interface FilesContext {
  readonly api: Api;
  readonly documents: Documents;
  readonly sessions: Sessions;
  readonly notify: Editor['notify'];
  readonly dialog: Editor['dialog'];
  readonly types: Editor['types'];
}

export function emptyWorkflow(): Workflow {
  return { format: 'inkloom-workflow', version: 3, name: t('Untitled'), nodes: {} };
}

/** How long saving waits for the server to confirm pending edits, in milliseconds. */
const CONFIRMATION = 5000;

export function createFiles(context: FilesContext): Pick<Work, 'open' | 'openFile' | 'save' | 'close'> {
  const { api, documents, notify, dialog, types } = context;
  const { sessions, session } = context.sessions;
  const failed = (error: unknown): undefined => {
    notify('error', messageOf(error));
    return undefined;
  };

  const read = (source: DocumentSource) =>
    'document' in source ? api.document(source.document) : api.openDocument(source);

  const open = async (source: DocumentSource): Promise<Session | undefined> => {
    try {
      const known = 'document' in source ? documents.find(source.document) : undefined;
      const opened = context.sessions.of(known ?? documents.adopt(await read(source)));
      session.value = opened;
      return opened;
    } catch (error) {
      return failed(error);
    }
  };

  const openFile = async (file: File, into?: Session): Promise<void> => {
    try {
      const { workflow: given, issues = [] } = await api.readWorkflow(file, file.name);
      const workflow = isForeign(given) ? untangled(given, types.peek()) : given;
      if (into?.unsaved.peek() && sessions.peek().includes(into)) {
        session.value = into;
        dialog.value = { kind: 'replace', workflow, source: file.name };
      } else if (await open({ workflow })) {
        notify('done', t('Opened {file} in a new tab.', { file: file.name }));
        const messages = issues.map(({ message }) => message);
        if (messages.length > 0) dialog.value = { kind: 'not-understood', source: file.name, messages };
      }
    } catch (error) {
      failed(error);
    }
  };

  const save: Work['save'] = async ({ name, overwrite } = {}) => {
    const shown = session.peek();
    if (!shown) return false;
    const { document, info, whole } = shown;
    const target = name ?? info.peek().file;
    if (target === undefined) {
      dialog.value = { kind: 'save-as' };
      return false;
    }
    const title = whole.peek().name;
    // A name given by the user becomes the title of the workflow, too.
    if (name !== undefined && name !== info.peek().file && fileNameOf(title) !== name)
      shown.runWhole(renameWorkflow(whole.peek(), name));
    if (!(await confirmed(shown))) {
      notify(
        'error',
        t('The server cannot be reached. Your changes stay in this browser, and are sent when it is back.'),
      );
      return false;
    }
    try {
      await api.saveDocument(document.id, {
        ...(name === undefined ? {} : { name }),
        ...(overwrite ? { overwrite } : {}),
      });
      notify('done', t('Saved as {file}.', { file: target }));
      return true;
    } catch (error) {
      const reason = conflictOf(error);
      if (reason) dialog.value = { kind: 'conflict', name: target, reason };
      else failed(error);
      return false;
    }
  };

  /** Opens a closed document again: its file, with its unsaved changes on top. */
  const reopen = async (workflow: Workflow, file: string | undefined): Promise<void> => {
    const again = file === undefined ? undefined : await open({ file });
    if (again) again.runWhole(replaceWorkflow(again.whole.peek(), workflow, 'Reopen'));
    else await open({ workflow });
  };

  const close = async (closed: Session): Promise<void> => {
    const { id } = closed.document;
    const [last, { file }, wasUnsaved] = [closed.whole.peek(), closed.info.peek(), closed.unsaved.peek()];
    try {
      await api.closeDocument(id);
      documents.forget(id);
      if (wasUnsaved && Object.keys(last.nodes).length > 0)
        notify('info', t('Closed {name}.', { name: last.name }), {
          title: t('Reopen'),
          run: () => void reopen(last, file),
        });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) documents.forget(id);
      else failed(error);
    }
  };

  return { open, openFile, save, close };
}

/** Whether nodes come from ComfyUI. Theirs have other sizes, so that they may lie over each other here. */
function isForeign({ nodes }: Workflow): boolean {
  return Object.values(nodes).some((node) => node['comfyui'] !== undefined);
}

/** Why the server refused to save: the file changed meanwhile, or another file has that name. */
function conflictOf(error: unknown): DialogOf<'conflict'>['reason'] | undefined {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined;
  if (error.code === 'exists') return 'exists';
  return error.code === 'conflict' ? 'changed' : undefined;
}

/** Waits until the server has confirmed every edit of a document. @returns false after {@link CONFIRMATION}. */
async function confirmed({ document: { pending } }: Session): Promise<boolean> {
  if (pending.peek().length === 0) return true;
  return new Promise((resolve) => {
    const finish = (answer: boolean): void => {
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(answer);
    };
    const timer = setTimeout(() => finish(false), CONFIRMATION);
    const stop = pending.subscribe((edits) => {
      if (edits.length === 0) finish(true);
    });
  });
}
