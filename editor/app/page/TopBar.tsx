/** The top bar: menu, documents, undo and redo, view, run, queue. */
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { isActive } from '../../run-state.ts';
import { togglePanel } from '../panels.ts';
import { changeSettings } from '../session/change-settings.ts';
import { ActionButton, titleOf } from './ActionButton.tsx';
import { Logo } from './Logo.tsx';
import { RunControls } from './RunControls.tsx';
import { Tabs } from './Tabs.tsx';
import { msg, t } from '../../i18n/t.ts';

const VIEWS = [
  { view: 'graph', title: msg('Graph'), icon: 'workflow' },
  { view: 'form', title: msg('Form'), icon: 'textCursorInput' },
] as const;

export function TopBar({ editor }: { readonly editor: Editor }) {
  const { run } = editor.activity.value;
  return (
    <header class="app-top">
      <MenuButton editor={editor} />
      <Tabs editor={editor} />
      <div class="app-top-tools">
        <UndoButtons editor={editor} />
        <span class="app-divider" />
        <ViewSwitch editor={editor} />
        <span class="app-divider" />
        <RunControls editor={editor} />
        <QueueButton editor={editor} />
      </div>
      {run?.state === 'running' && (
        <progress class="app-progress" aria-label={t('Progress of the run')} value={run.progress ?? 0} max={1} />
      )}
    </header>
  );
}

/** Opens the main menu, below the word mark. */
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
    <button
      type="button"
      class="app-menu"
      aria-haspopup="menu"
      aria-label={t('Inkloom menu')}
      title={t('Menu')}
      onClick={open}
    >
      <Logo />
      <Icon name="chevronDown" />
    </button>
  );
}

function UndoButtons({ editor }: { readonly editor: Editor }) {
  const document = editor.session.value?.document;
  const [undo, redo] = [document?.undoName.value, document?.redoName.value];
  return (
    <>
      <ActionButton
        editor={editor}
        action="edit.undo"
        icon="undo2"
        title={undo === undefined ? t('Undo') : t('Undo: {step}', { step: t(undo) })}
        disabled={undo === undefined}
      />
      <ActionButton
        editor={editor}
        action="edit.redo"
        icon="redo2"
        title={redo === undefined ? t('Redo') : t('Redo: {step}', { step: t(redo) })}
        disabled={redo === undefined}
      />
    </>
  );
}

function ViewSwitch({ editor: { settings } }: { readonly editor: Editor }) {
  return (
    <div class="app-views" role="group" aria-label={t('View')}>
      {VIEWS.map(({ view, title, icon }) => (
        <button
          key={view}
          type="button"
          aria-label={t(title)}
          aria-pressed={settings.value.view === view}
          onClick={() => changeSettings(settings, { view })}
        >
          <Icon name={icon} />
          <span>{t(title)}</span>
        </button>
      ))}
    </div>
  );
}

function QueueButton({ editor }: { readonly editor: Editor }) {
  const { settings, runs } = editor;
  const waiting = runs.value.filter(isActive).length;
  return (
    <button
      type="button"
      class="app-queue-button"
      aria-pressed={settings.value.panels.includes('queue')}
      title={titleOf(editor, 'view.queue', t('Queue'))}
      aria-label={t('{waiting, plural, one {Queue: # run} other {Queue: # runs}}', { waiting })}
      onClick={() => togglePanel(settings, 'queue')}
    >
      <Icon name="listOrdered" />
      <span class="app-count" data-empty={waiting === 0}>
        {waiting}
      </span>
    </button>
  );
}
