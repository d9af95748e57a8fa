/** The narrow bar on the left: panels and dialogs at the top, help and theme at the bottom. */
import type { Editor, Settings } from '../../editor-context.ts';
import { PANELS, togglePanel } from '../panels.ts';
import { changeSettings } from '../session/change-settings.ts';
import { ActionButton } from './ActionButton.tsx';
import { Icon } from '../../Icon.tsx';

const NEXT: Readonly<Record<Settings['theme'], Settings['theme']>> = { system: 'light', light: 'dark', dark: 'system' };
const ICON = { system: 'sunMoon', light: 'sun', dark: 'moon' } as const;

export function Rail({ editor }: { readonly editor: Editor }) {
  const { settings } = editor;
  const { panels, theme, view } = settings.value;
  const isForm = view === 'form';
  return (
    <nav class="app-rail" aria-label="Panels">
      {PANELS.filter(({ side }) => side === 'left').map(({ name, title, icon }) => (
        <button
          key={name}
          type="button"
          class="icon-button"
          aria-label={title}
          title={title}
          aria-pressed={panels.includes(name) && !isForm}
          disabled={isForm}
          onClick={() => togglePanel(settings, name)}
        >
          <Icon name={icon} />
        </button>
      ))}
      <ActionButton editor={editor} action="file.templates" icon="layoutTemplate" title="Templates" />
      <ActionButton editor={editor} action="file.open" icon="folderOpen" title="Open" />
      <ActionButton editor={editor} action="file.share" icon="share2" title="Share" disabled={!editor.session.value} />
      <span class="app-rail-gap" />
      <ActionButton editor={editor} action="help.commands" icon="command" title="All commands" />
      <ActionButton editor={editor} action="help.keys" icon="keyboard" title="Keys" />
      <button
        type="button"
        class="icon-button"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        onClick={() => changeSettings(settings, { theme: NEXT[theme] })}
      >
        <Icon name={ICON[theme]} />
      </button>
    </nav>
  );
}
