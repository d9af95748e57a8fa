/** The panels of the page and their places, which never change. */
import type { Signal } from '@preact/signals';
import type { IconName } from '../icons.ts';
import type { Settings } from '../editor.ts';

export type PanelName = 'outline' | 'inspector' | 'queue' | 'history';

export interface PanelPlace {
  readonly name: PanelName;
  readonly title: string;
  readonly icon: IconName;
  readonly side: 'left' | 'right';
}

export const PANELS: readonly PanelPlace[] = [
  { name: 'outline', title: 'Outline', icon: 'listTree', side: 'left' },
  { name: 'inspector', title: 'Inspector', icon: 'slidersHorizontal', side: 'left' },
  { name: 'queue', title: 'Queue', icon: 'listOrdered', side: 'right' },
  { name: 'history', title: 'History', icon: 'images', side: 'right' },
];

/** Of the left panels one is open at a time. */
export function togglePanel(settings: Signal<Settings>, name: PanelName): void {
  const { panels } = settings.peek();
  const place = PANELS.find((panel) => panel.name === name);
  const rivals = place?.side === 'left' ? PANELS.filter(({ side }) => side === 'left').map((panel): string => panel.name) : [name];
  const left = panels.filter((each) => !rivals.includes(each));
  settings.value = { ...settings.peek(), panels: panels.includes(name) ? left : [...left, name] };
}
