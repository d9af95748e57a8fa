/** The line at the bottom: the connection, where the work is saved, and the problems of the graph. */
import type { Editor } from '../../editor-context.ts';
import { togglePanel } from '../panels.ts';
import { Icon } from '../../Icon.tsx';
import { MemoryStatus } from './MemoryStatus.tsx';
import { WorkersButton } from './WorkersButton.tsx';
import { isEmpty } from '../session/runs/is-empty.ts';
import { msg, t } from '../../i18n/t.ts';

const CONNECTION = { connecting: msg('Connecting…'), open: msg('Connected'), lost: msg('Connection lost') } as const;

/** Says where the changes of the shown document are saved. */
function savedText(editor: Editor): string {
  const session = editor.session.value;
  if (!session) return '';
  const waiting = session.document.pending.value.length > 0;
  if (waiting) return editor.connection.value === 'open' ? t('Saving…') : t('Kept in this browser');
  const { file } = session.info.value;
  if (file === undefined) return session.unsaved.value ? t('Saved as draft') : t('Draft');
  return session.unsaved.value ? t('Saved as draft, newer than {file}', { file }) : t('Saved as {file}', { file });
}

export function StatusBar({ editor }: { readonly editor: Editor }) {
  const connection = editor.connection.value;
  const problems = isEmpty(editor) ? 0 : editor.issues.value.length;
  const openInspector = (): void => {
    if (!editor.settings.peek().panels.includes('inspector')) togglePanel(editor.settings, 'inspector');
  };
  const nodes = Object.keys(editor.session.value?.document.workflow.value.nodes ?? {}).length;
  return (
    <footer class="app-status">
      <span class={`app-connection is-${connection}`} role="status">
        <span class="app-connection-dot" />
        {t(CONNECTION[connection])}
      </span>
      <span class="app-saved">{savedText(editor)}</span>
      {editor.session.value && (
        <button
          type="button"
          class="app-status-button"
          aria-pressed={editor.settings.value.panels.includes('versions')}
          onClick={() => togglePanel(editor.settings, 'versions')}
        >
          <Icon name="history" />
          {t('Versions')}
        </button>
      )}
      <span class="app-status-gap" />
      {problems > 0 && (
        <button type="button" class="app-problems" onClick={openInspector}>
          <Icon name="triangleAlert" />
          {t('{problems, plural, one {# problem} other {# problems}}', { problems })}
        </button>
      )}
      <MemoryStatus editor={editor} />
      {editor.session.value && <span>{t('{nodes, plural, one {# node} other {# nodes}}', { nodes })}</span>}
      <WorkersButton editor={editor} />
      <button
        type="button"
        class="app-status-button"
        aria-pressed={editor.settings.value.panels.includes('log')}
        onClick={() => togglePanel(editor.settings, 'log')}
      >
        <Icon name="scrollText" />
        {t('Log')}
      </button>
    </footer>
  );
}
