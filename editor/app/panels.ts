/** The panels of the page and their places, which never change. */
import type { Signal } from '@preact/signals';
import type { IconName } from '../icons.ts';
import type { Settings } from '../editor-context.ts';
import { PHONE } from './session/settings.ts';

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

/** In windows narrower than this one side is open at a time; CSS pixels. */
const ONE_SIDE = 1000;

/** Of the left panels one is open at a time. On a phone the queue comes with the history. */
export function togglePanel(settings: Signal<Settings>, name: PanelName): void {
  const { panels } = settings.peek();
  settings.value = { ...settings.peek(), panels: toggled(panels, name, innerWidth) };
}

/** @param width of the window. */
export function toggled(panels: readonly string[], name: PanelName, width: number): readonly string[] {
  const together: readonly string[] = width < PHONE && name === 'queue' ? ['queue', 'history'] : [name];
  if (panels.includes(name)) return panels.filter((each) => !together.includes(each));
  const side = PANELS.find((panel) => panel.name === name)?.side;
  const rivals = PANELS.filter(
    (panel) => (panel.side === 'left' && side === 'left') || (width < ONE_SIDE && panel.side !== side),
  );
  return [
    ...panels.filter((each) => !together.includes(each) && !rivals.some((rival) => rival.name === each)),
    ...together,
  ];
}
