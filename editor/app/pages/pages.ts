/**
 * Whole pages in the place of graph and form. The canvas stays alive behind them. A reload shows one again only by its
 * address, `#settings` or `#gallery`.
 */
import type { Signal } from '@preact/signals';
import type { Settings } from '../../editor-context.ts';
import { changeSettings } from '../session/change-settings.ts';
import { PHONE } from './phone.ts';
import { tabShelf } from '../session/storage.ts';

/** Names of the pages, which are their addresses too. No document has such an id. */
export const PAGES = ['settings', 'gallery'] as const satisfies readonly Settings['view'][];

export type PageName = (typeof PAGES)[number];

export function isPage(view: string | undefined): view is PageName {
  return PAGES.some((page) => page === view);
}

/** Shows a page, or what was shown before it. */
export function togglePage(settings: Signal<Settings>, page: PageName): void {
  if (settings.peek().view === page) closePage(settings);
  else changeSettings(settings, { view: page });
}

export function closePage(settings: Signal<Settings>): void {
  if (!isPage(settings.peek().view)) return;
  const kept = tabShelf.read('view') as Partial<Settings> | null;
  const before = kept?.view === 'form' ? 'form' : 'graph';
  changeSettings(settings, { view: innerWidth < PHONE ? 'form' : before });
}
