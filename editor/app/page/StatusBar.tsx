/** The line at the bottom: the connection, where the work is saved, and the problems of the graph. */
import type { Editor } from '../../editor-context.ts';
import { counted } from '../../words.ts';
import { togglePanel } from '../panels.ts';
import { Icon } from '../../Icon.tsx';
import { isEmpty } from './RunControls.tsx';

const CONNECTION = { connecting: 'Connecting…', open: 'Connected', lost: 'Connection lost' } as const;

/** Says where the changes of the shown document are saved. */
function savedText(editor: Editor): string {
  const session = editor.session.value;
  if (!session) return '';
  const waiting = session.document.pending.value.length > 0;
  if (waiting) return editor.connection.value === 'open' ? 'Saving…' : 'Kept in this browser';
  const { file } = session.info.value;
  if (file === undefined) return session.unsaved.value ? 'Saved as draft' : 'Draft';
  return session.unsaved.value ? `Saved as draft, newer than ${file}` : `Saved as ${file}`;
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
        {CONNECTION[connection]}
      </span>
      <span class="app-saved">{savedText(editor)}</span>
      <span class="app-status-gap" />
      {problems > 0 && (
        <button type="button" class="app-problems" onClick={openInspector}>
          <Icon name="triangleAlert" />
          {counted(problems, 'problem')}
        </button>
      )}
      {editor.session.value && <span>{counted(nodes, 'node')}</span>}
    </footer>
  );
}
