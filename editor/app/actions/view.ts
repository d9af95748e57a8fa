/** Actions on what the page shows. */
import type { Action, Editor, Settings } from '../../editor-context.ts';
import { PANELS, togglePanel } from '../panels.ts';
import { changeSettings } from '../session/change-settings.ts';

const THEMES: readonly { readonly theme: Settings['theme']; readonly title: string }[] = [
  { theme: 'light', title: 'Light theme' },
  { theme: 'dark', title: 'Dark theme' },
  { theme: 'system', title: 'System theme' },
];

export function viewActions({ settings }: Editor): Action[] {
  const change = (next: Partial<Settings>): void => changeSettings(settings, next);
  return [
    {
      id: 'view.form',
      title: 'Graph or form',
      group: 'View',
      keys: ['Alt+G'],
      run: () => change({ view: settings.peek().view === 'form' ? 'graph' : 'form' }),
    },
    ...PANELS.map(({ name, title }, index): Action => ({
      id: `view.${name}`,
      title: `${title} panel`,
      group: 'View',
      keys: [`Alt+${index + 1}`],
      run: () => togglePanel(settings, name),
    })),
    {
      id: 'view.minimap',
      title: 'Minimap',
      group: 'View',
      keys: ['Alt+M'],
      run: () => change({ minimap: !settings.peek().minimap }),
    },
    { id: 'view.snap', title: 'Snap to the grid', group: 'View', run: () => change({ snap: !settings.peek().snap }) },
    ...THEMES.map(({ theme, title }): Action => ({
      id: `view.theme-${theme}`,
      title,
      group: 'View',
      enabled: () => settings.peek().theme !== theme,
      run: () => change({ theme }),
    })),
  ];
}
