/** The bar on top: menu, documents, undo and redo, view, run. */
import type { Editor } from '../../editor-context.ts';
import { togglePanel } from '../panels.ts';
import { ActionButton } from './ActionButton.tsx';
import { Icon } from './Icon.tsx';
import { Logo } from './Logo.tsx';
import { RunControls } from './RunControls.tsx';
import { Tabs } from './Tabs.tsx';

export function TopBar({ editor }: { readonly editor: Editor }) {
  const { settings, session, activity } = editor;
  const { view } = settings.value;
  const document = session.value?.document;
  const [undo, redo] = [document?.undoName.value, document?.redoName.value];
  const { run } = activity.value;
  const waiting = editor.runs.value.filter(({ state }) => state === 'queued' || state === 'running').length;
  return (
    <header class="app-top">
      <MenuButton editor={editor} />
      <Tabs editor={editor} />
      <div class="app-top-tools">
        <ActionButton
          editor={editor}
          action="edit.undo"
          icon="undo2"
          title={undo === undefined ? 'Undo' : `Undo: ${undo}`}
          disabled={undo === undefined}
        />
        <ActionButton
          editor={editor}
          action="edit.redo"
          icon="redo2"
          title={redo === undefined ? 'Redo' : `Redo: ${redo}`}
          disabled={redo === undefined}
        />
        <span class="app-divider" />
        <div class="app-views" role="group" aria-label="View">
          {(['graph', 'form'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-label={each === 'graph' ? 'Graph' : 'Form'}
              aria-pressed={view === each}
              onClick={() => (settings.value = { ...settings.peek(), view: each })}
            >
              <Icon name={each === 'graph' ? 'workflow' : 'textCursorInput'} />
              <span>{each === 'graph' ? 'Graph' : 'Form'}</span>
            </button>
          ))}
        </div>
        <span class="app-divider" />
        <RunControls editor={editor} />
        <button
          type="button"
          class="app-queue-button"
          aria-pressed={settings.value.panels.includes('queue')}
          title="Queue (Alt+3)"
          aria-label={waiting === 0 ? 'Queue: empty' : `Queue: ${waiting} runs`}
          onClick={() => togglePanel(settings, 'queue')}
        >
          <Icon name="listOrdered" />
          <span class="app-count" data-empty={waiting === 0}>
            {waiting}
          </span>
        </button>
      </div>
      {run?.state === 'running' && (
        <progress class="app-progress" aria-label="Progress of the run" value={run.progress ?? 0} max={1} />
      )}
    </header>
  );
}

/** The menu of everything, at the word mark. */
function MenuButton({ editor }: { readonly editor: Editor }) {
  const open = (event: MouseEvent): void => {
    const { left, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    editor.dialog.value = {
      kind: 'menu',
      at: { x: left, y: bottom + 4 },
      actions: editor.actions.peek().filter(({ group }) => group === 'File' || group === 'View' || group === 'Help'),
    };
  };
  return (
    <button type="button" class="app-menu" aria-haspopup="menu" aria-label="Inkloom menu" title="Menu" onClick={open}>
      <Logo />
      <Icon name="chevronDown" />
    </button>
  );
}
