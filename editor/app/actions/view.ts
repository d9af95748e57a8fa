/** Actions on what the page shows. */
import type { Action, Editor, Settings } from '../../editor-context.ts';
import { msg, t } from '../../i18n/t.ts';
import { PANELS, togglePanel } from '../panels.ts';
import { togglePage } from '../pages/pages.ts';
import { changeSettings } from '../session/change-settings.ts';

const THEMES: readonly { readonly theme: Settings['theme']; readonly title: string }[] = [
  { theme: 'light', title: msg('Light theme') },
  { theme: 'dark', title: msg('Dark theme') },
  { theme: 'system', title: msg('System theme') },
];

export function viewActions({ settings }: Editor): Action[] {
  const change = (next: Partial<Settings>): void => changeSettings(settings, next);
  const isForm = (): boolean => settings.peek().view === 'form';
  return [
    {
      id: 'view.form',
      title: t('Graph or form'),
      label: () => (isForm() ? t('Show the graph') : t('Show the form')),
      group: 'View',
      keys: ['Alt+G'],
      run: () => change({ view: isForm() ? 'graph' : 'form' }),
    },
    {
      id: 'view.gallery',
      title: t('Gallery'),
      group: 'View',
      keys: ['Alt+P'],
      run: () => togglePage(settings, 'gallery'),
    },
    {
      id: 'view.settings',
      title: t('Settings'),
      group: 'View',
      keys: ['Mod+,'],
      run: () => togglePage(settings, 'settings'),
    },
    ...PANELS.map(({ name, title }, index): Action => ({
      id: `view.${name}`,
      title: t('{panel} panel', { panel: t(title) }),
      isOn: () => settings.peek().panels.includes(name),
      group: 'View',
      keys: [`Alt+${index + 1}`],
      run: () => togglePanel(settings, name),
    })),
    {
      id: 'view.minimap',
      title: t('Minimap'),
      isOn: () => settings.peek().minimap,
      group: 'View',
      keys: ['Alt+M'],
      run: () => change({ minimap: !settings.peek().minimap }),
    },
    {
      id: 'view.snap',
      title: t('Snap to the grid'),
      isOn: () => settings.peek().snap,
      group: 'View',
      run: () => change({ snap: !settings.peek().snap }),
    },
    ...THEMES.map(({ theme, title }): Action => ({
      id: `view.theme-${theme}`,
      title: t(title),
      isOn: () => settings.peek().theme === theme,
      group: 'View',
      run: () => change({ theme }),
    })),
  ];
}
