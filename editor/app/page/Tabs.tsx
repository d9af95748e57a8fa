/** A tab for each open document. Arrow keys move between them; the middle mouse button closes one. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { renameWorkflow } from '../../document/commands/index.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { ActionButton } from './ActionButton.tsx';
import { TabName } from './TabName.tsx';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export function Tabs({ editor }: { readonly editor: Editor }) {
  const list = useRef<HTMLDivElement>(null);
  const sessions = editor.sessions.value;
  const shown = editor.session.value;
  useEffect(() => {
    const reveal = (): void =>
      list.current?.querySelector('.is-shown')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    reveal();
    // The forecast beside the tabs arrives later and takes some of their width.
    const sizes = new ResizeObserver(reveal);
    const observed = [list.current, list.current?.querySelector('.is-shown')];
    for (const element of observed) if (element) sizes.observe(element);
    return () => sizes.disconnect();
  }, [shown, sessions.length]);
  const go = (event: KeyboardEvent): void => {
    const at = sessions.findIndex((each) => each === editor.session.peek());
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: sessions.length - 1 }[event.key];
    const chosen = next === undefined ? undefined : sessions[Math.min(Math.max(next, 0), sessions.length - 1)];
    if (event.key === 'Delete' && sessions[at]) void editor.work.close(sessions[at]);
    if (!chosen && event.key !== 'Delete') return;
    event.preventDefault();
    event.stopPropagation();
    if (chosen) editor.session.value = chosen;
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div class="app-tabs">
      <div class="app-tab-list" role="tablist" aria-label={t('Open documents')} ref={list} onKeyDown={keyHandler(go)}>
        {sessions.map((session) => (
          <Tab key={session.document.id} editor={editor} session={session} />
        ))}
      </div>
      <ActionButton editor={editor} action="file.new" icon="plus" title={t('New document')} />
    </div>
  );
}

function Tab({ editor, session }: { readonly editor: Editor; readonly session: Session }) {
  const shown = editor.session.value === session;
  const [editing, setEditing] = useState(false);
  const name = t(session.whole.value.name);
  const unsaved = session.unsaved.value;
  const run = editor.runs.value.find(({ state, document }) => state === 'running' && document === session.document.id);
  return (
    // A list of tabs has no other controls: closing is for the pointer, and Delete on the tab does the same.
    <div
      class={`app-tab${shown ? ' is-shown' : ''}`}
      onAuxClick={(event) => event.button === 1 && void editor.work.close(session)}
    >
      <div
        role="tab"
        class="app-tab-face"
        aria-selected={shown}
        tabIndex={shown ? 0 : -1}
        title={unsaved ? t('{name}, not saved to a file yet', { name }) : name}
        onClick={() => (editor.session.value = session)}
        onKeyDown={keyHandler((event) => {
          if (event.key !== 'F2') return;
          event.preventDefault();
          event.stopPropagation();
          setEditing(true);
        })}
      >
        {run && <span class="app-tab-run" role="img" aria-label={t('running')} />}
        <TabName
          name={name}
          editing={editing}
          onEdit={setEditing}
          rename={(to) => session.runWhole(renameWorkflow(session.whole.peek(), to))}
        />
        {unsaved && <span class="app-tab-dot" role="img" aria-label={t('unsaved changes')} />}
      </div>
      <span
        class="app-tab-close"
        aria-hidden="true"
        title={t('Close {name}', { name })}
        onClick={() => void editor.work.close(session)}
      >
        <Icon name="x" />
      </span>
    </div>
  );
}
