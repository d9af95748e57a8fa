/** The settings kept in this browser: the view for each tab, all others shared by its tabs. */
import { computed, effect, type Signal, signal } from '@preact/signals';
import type { Settings } from '../../editor-context.ts';
import { speak } from '../../i18n/catalogue.ts';
import { languageOf } from '../../i18n/language.ts';
import { changeSettings } from './change-settings.ts';
import { isPage } from '../pages/pages.ts';
import { PHONE } from '../pages/phone.ts';
import { browserShelf, tabShelf } from './storage.ts';

const DEFAULTS: Settings = {
  theme: 'system',
  language: 'system',
  snap: true,
  minimap: true,
  autoRun: false,
  batch: 1,
  keys: {},
  panels: [],
  runsClosed: false,
  view: 'graph',
};

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
    if (!isPage(view)) tabShelf.write('view', { view });
  });
  // Fires only when another tab changed the storage. Follow its theme and its language.
  addEventListener('storage', ({ key }) => {
    if (key !== 'inkloom.settings') return;
    const { theme, language } = { ...settings.peek(), ...(browserShelf.read('settings') as Partial<Settings> | null) };
    const shown = settings.peek();
    if (theme !== shown.theme || language !== shown.language) changeSettings(settings, { theme, language });
  });
  return settings;
}

/** Shows the form when the window becomes narrow, and the earlier view when it becomes wide again. */
export function followWidth(settings: Signal<Settings>): void {
  let wide: Partial<Settings> | undefined;
  matchMedia(`(width < ${PHONE}px)`).addEventListener('change', ({ matches }) => {
    const { view, panels } = settings.peek();
    if (matches) {
      wide = { view: isPage(view) ? 'graph' : view, panels };
      changeSettings(settings, { view: 'form', panels: [] });
    } else if (wide) changeSettings(settings, wide);
  });
}

/** Applies the theme, following the system's where the settings say so. For the first paint see public/theme.js. */
export function followTheme(settings: Signal<Settings>): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const show = (): void => {
    const { theme } = settings.peek();
    const system = dark.matches ? 'dark' : 'light';
    document.documentElement.dataset['theme'] = theme === 'system' ? system : theme;
  };
  dark.addEventListener('change', show);
  effect(() => {
    void settings.value.theme;
    show();
  });
}

/** Shows the editor in the chosen language, now and on every change. @returns when the first is there. */
export async function followLanguage(settings: Signal<Settings>, failed: (error: unknown) => void): Promise<void> {
  const wanted = computed(() => {
    const { language } = settings.value;
    return language === 'system' ? languageOf(navigator.languages) : language;
  });
  const show = async (): Promise<void> => {
    try {
      await speak(wanted.value);
      document.documentElement.lang = wanted.peek();
    } catch (error) {
      failed(error);
    }
  };
  let shown: Promise<void> | undefined;
  effect(() => void (shown = show()));
  await shown;
}
