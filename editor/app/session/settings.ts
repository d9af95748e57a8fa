/** Settings of this browser. Theme and the like are shared by all tabs; the view belongs to each. */
import { effect, type Signal, signal } from '@preact/signals';
import type { Settings } from '../../editor-context.ts';
import { browserShelf, tabShelf } from './storage.ts';

const DEFAULTS: Settings = {
  theme: 'system',
  snap: true,
  minimap: true,
  autoRun: false,
  batch: 1,
  panels: ['queue', 'history'],
  view: 'graph',
};

/** Screens narrower than this show the form; CSS pixels. */
export const PHONE = 700;

export function createSettings(): Signal<Settings> {
  const narrow = innerWidth < PHONE;
  const kept = browserShelf.read('settings') as Partial<Settings> | null;
  const own = tabShelf.read('view') as Partial<Settings> | null;
  const settings = signal<Settings>({
    ...DEFAULTS,
    ...kept,
    ...own,
    ...(narrow ? { view: 'form', panels: [] } : {}),
    autoRun: false,
    batch: 1,
  });
  effect(() => {
    const { view, ...shared } = settings.value;
    if (innerWidth < PHONE) return;
    browserShelf.write('settings', shared);
    tabShelf.write('view', { view });
  });
  // Another tab chose a theme.
  addEventListener('storage', ({ key }) => {
    const { theme } =
      ((key === 'inkloom.settings' ? browserShelf.read('settings') : null) as Partial<Settings> | null) ?? {};
    if (theme !== undefined && theme !== settings.peek().theme) settings.value = { ...settings.peek(), theme };
  });
  return settings;
}

/** A window that becomes narrow shows the form, and the graph again when it is wide. */
export function followWidth(settings: Signal<Settings>): void {
  let wide: Partial<Settings> | undefined;
  matchMedia(`(width < ${PHONE}px)`).addEventListener('change', ({ matches }) => {
    const { view, panels } = settings.peek();
    if (matches) {
      wide = { view, panels };
      settings.value = { ...settings.peek(), view: 'form', panels: [] };
    } else if (wide) settings.value = { ...settings.peek(), ...wide };
  });
}

/** Follows the system's theme where the settings say so. The first paint is public/theme.js. */
export function followTheme(settings: Signal<Settings>): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const show = (): void => {
    const { theme } = settings.peek();
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  dark.addEventListener('change', show);
  effect(() => {
    void settings.value.theme;
    show();
  });
}
