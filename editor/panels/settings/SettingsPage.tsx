/** The page of all settings, in sections. Each section says where its settings are kept. */
import { useEffect, useRef } from 'preact/hooks';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { IconButton } from '../ui/Button.tsx';
import { Appearance } from './Appearance.tsx';
import { CanvasSettings } from './CanvasSettings.tsx';
import { KeysSection } from './keys/KeysSection.tsx';
import { ServerSections } from './ServerSections.tsx';
import '../../style/panels/settings.css';

export interface SettingsPageProps {
  readonly editor: Editor;
  /** Shows again what was shown before. */
  readonly close: () => void;
}

export function SettingsPage({ editor, close }: SettingsPageProps) {
  const page = useRef<HTMLElement>(null);
  useEffect(() => page.current?.focus(), []);
  return (
    <main
      class="st-page"
      ref={page}
      tabIndex={-1}
      aria-label={t('Settings')}
      onKeyDown={keyHandler((event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      })}
    >
      <div class="st-inner">
        <header class="st-head">
          <h1>{t('Settings')}</h1>
          <IconButton icon="x" label={t('Close the settings')} onClick={close} />
        </header>
        <Appearance editor={editor} />
        <CanvasSettings editor={editor} />
        <KeysSection editor={editor} />
        <ServerSections editor={editor} />
      </div>
    </main>
  );
}
