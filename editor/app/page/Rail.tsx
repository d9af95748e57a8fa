/** The narrow bar on the left: panels and dialogs at the top, help and theme at the bottom. */
import type { Editor, Settings } from '../../editor-context.ts';
import { PANELS, togglePanel } from '../panels.ts';
import { changeSettings } from '../session/change-settings.ts';
import { ActionButton } from './ActionButton.tsx';
import { Icon } from '../../Icon.tsx';
import { msg, t } from '../../i18n/t.ts';

const NEXT: Readonly<Record<Settings['theme'], Settings['theme']>> = { system: 'light', light: 'dark', dark: 'system' };
const ICON = { system: 'sunMoon', light: 'sun', dark: 'moon' } as const;
const THEME = { system: msg('Theme: system'), light: msg('Theme: light'), dark: msg('Theme: dark') } as const;

export function Rail({ editor }: { readonly editor: Editor }) {
  const { settings } = editor;
  const { panels, theme, view } = settings.value;
  const isGraph = view === 'graph';
  return (
    <nav class="app-rail" aria-label={t('Panels')}>
      {PANELS.filter(({ side }) => side === 'left').map(({ name, title, icon }) => (
        <button
          key={name}
          type="button"
          class="icon-button"
          aria-label={t(title)}
          title={t(title)}
          aria-pressed={panels.includes(name) && isGraph}
          disabled={!isGraph}
          onClick={() => togglePanel(settings, name)}
        >
          <Icon name={icon} />
        </button>
      ))}
      <ActionButton editor={editor} action="file.templates" icon="layoutTemplate" title={t('Templates')} />
      <ActionButton editor={editor} action="file.open" icon="folderOpen" title={t('Open')} />
      <ActionButton editor={editor} action="view.gallery" icon="images" pressed={view === 'gallery'} />
      <ActionButton
        editor={editor}
        action="file.share"
        icon="share2"
        title={t('Share')}
        disabled={!editor.session.value}
      />
      <span class="app-rail-gap" />
      <ActionButton editor={editor} action="help.commands" icon="command" title={t('All commands')} />
      <ActionButton editor={editor} action="help.keys" icon="keyboard" title={t('Keys')} />
      <ActionButton editor={editor} action="view.settings" icon="settings" pressed={view === 'settings'} />
      <button
        type="button"
        class="icon-button"
        aria-label={t(THEME[theme])}
        title={t(THEME[theme])}
        onClick={() => changeSettings(settings, { theme: NEXT[theme] })}
      >
        <Icon name={ICON[theme]} />
      </button>
    </nav>
  );
}
