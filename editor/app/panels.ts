/** The panels of the page and the side each is on. */
import type { Signal } from '@preact/signals';
import { msg } from '../i18n/t.ts';
import type { IconName } from '../icons.ts';
import type { Settings } from '../editor-context.ts';
import { changeSettings } from './session/change-settings.ts';
import { PHONE } from './pages/phone.ts';

export type PanelName =
  | 'library'
  | 'outline'
  | 'inspector'
  | 'queue'
  | 'history'
  | 'log'
  | 'models'
  | 'versions'
  | 'workers';

export interface PanelPlace {
  readonly name: PanelName;
  readonly title: string;
  readonly icon: IconName;
  readonly side: 'left' | 'right';
}

export const PANELS: readonly PanelPlace[] = [
  { name: 'outline', title: msg('Outline'), icon: 'listTree', side: 'left' },
  { name: 'inspector', title: msg('Inspector'), icon: 'slidersHorizontal', side: 'left' },
  { name: 'queue', title: msg('Queue'), icon: 'listOrdered', side: 'right' },
  { name: 'history', title: msg('History'), icon: 'images', side: 'right' },
  { name: 'log', title: msg('Log'), icon: 'scrollText', side: 'right' },
  { name: 'models', title: msg('Models'), icon: 'boxes', side: 'left' },
  { name: 'library', title: msg('Library'), icon: 'library', side: 'left' },
  { name: 'versions', title: msg('Versions'), icon: 'history', side: 'right' },
  { name: 'workers', title: msg('Workers'), icon: 'server', side: 'right' },
];

/** Below this window width, in CSS pixels, only one side is open at a time. */
const ONE_SIDE = 1000;

/** Opens or closes a panel. Only one left panel is open at a time; on a phone the queue comes with the history. */
export function togglePanel(settings: Signal<Settings>, name: PanelName): void {
  const before = settings.peek();
  const panels = toggled(before.panels, name, innerWidth);
  const wasOpen = showRuns(before.panels);
  changeSettings(settings, { panels, runsClosed: wasOpen === showRuns(panels) ? before.runsClosed : wasOpen });
}

/** Whether a panel of runs is among the open panels. */
export function showRuns(panels: readonly string[]): boolean {
  return panels.includes('queue') || panels.includes('history');
}

/** Panels of the right side that have no room beside another. */
const HIGH: readonly PanelName[] = ['log', 'workers'];

/** Whether two panels of the right side have no room above each other. */
function needsHeight(one: PanelName, other: PanelName): boolean {
  return one !== other && (HIGH.includes(one) || HIGH.includes(other));
}

/** @param panels the open panels. @param width of the window, in CSS pixels. @returns the open panels afterwards. */
export function toggled(panels: readonly string[], name: PanelName, width: number): readonly string[] {
  const together: readonly string[] = width < PHONE && name === 'queue' ? ['queue', 'history'] : [name];
  if (panels.includes(name)) return panels.filter((each) => !together.includes(each));
  const side = PANELS.find((panel) => panel.name === name)?.side;
  const isRival = (panel: PanelPlace): boolean =>
    panel.side === side ? side === 'left' || needsHeight(name, panel.name) : width < ONE_SIDE;
  const rivals: readonly string[] = PANELS.filter(isRival).map((panel) => panel.name);
  return [...panels.filter((each) => !together.includes(each) && !rivals.includes(each)), ...together];
}
