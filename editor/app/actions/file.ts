/** Actions on files and tabs. */
import type { Action, Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { emptyWorkflow } from '../session/files.ts';
import { pickFiles } from '../input/pick-files.ts';

export function fileActions({ work, session, sessions, dialog }: Editor): Action[] {
  const shown = (): boolean => session.peek() !== undefined;
  const close = async (): Promise<void> => {
    const closed = session.peek();
    if (closed) await work.close(closed);
  };
  /** Shows the document `by` tabs further right, around the ends. */
  const step = (by: number): void => {
    const all = sessions.peek();
    const at = all.findIndex((each) => each === session.peek());
    session.value = all[(at + by + all.length) % all.length];
  };
  return [
    {
      id: 'file.new',
      title: t('New'),
      group: 'File',
      keys: ['Alt+N'],
      run: () => work.open({ workflow: emptyWorkflow() }),
    },
    {
      id: 'file.templates',
      title: t('Templates…'),
      group: 'File',
      keys: ['Alt+T'],
      run: () => (dialog.value = { kind: 'templates' }),
    },
    {
      id: 'file.open',
      title: t('Open…'),
      group: 'File',
      keys: ['Mod+O'],
      run: () => (dialog.value = { kind: 'open' }),
    },
    {
      id: 'file.import',
      title: t('Open from this computer…'),
      group: 'File',
      keys: ['Mod+Shift+O'],
      run: async () => {
        for (const file of await pickFiles('.json,.png,.jpg,.jpeg,.webp')) await work.openFile(file);
      },
    },
    { id: 'file.save', title: t('Save'), group: 'File', keys: ['Mod+S'], enabled: shown, run: () => work.save() },
    {
      id: 'file.save-as',
      title: t('Save as…'),
      group: 'File',
      keys: ['Mod+Shift+S'],
      enabled: shown,
      run: () => (dialog.value = { kind: 'save-as' }),
    },
    {
      id: 'file.share',
      title: t('Share or export…'),
      group: 'File',
      keys: ['Mod+E'],
      enabled: shown,
      run: () => (dialog.value = { kind: 'share' }),
    },
    {
      id: 'file.close',
      title: t('Close'),
      group: 'File',
      keys: ['Alt+W'],
      enabled: shown,
      run: close,
    },
    {
      id: 'file.next',
      title: t('Next tab'),
      group: 'File',
      keys: ['Alt+PageDown'],
      enabled: () => sessions.peek().length > 1,
      run: () => step(1),
    },
    {
      id: 'file.previous',
      title: t('Previous tab'),
      group: 'File',
      keys: ['Alt+PageUp'],
      enabled: () => sessions.peek().length > 1,
      run: () => step(-1),
    },
  ];
}
