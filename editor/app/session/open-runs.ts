/** Opens the panels of runs when the first run of a document starts, unless the user has closed them. */
import { effect, type Signal } from '@preact/signals';
import type { Activity, Settings } from '../../editor-context.ts';
import { isActive } from '../../run-state.ts';
import { showRuns } from '../panels.ts';
import { changeSettings } from './change-settings.ts';

/** Windows narrower than this, in CSS pixels, have no room for them beside the canvas. */
const ROOM = 1000;

export function openRunsAtFirstRun(settings: Signal<Settings>, activity: { readonly value: Activity }): void {
  effect(() => {
    const { run } = activity.value;
    if (!run || !isActive(run)) return;
    const { panels, runsClosed } = settings.peek();
    if (showRuns(panels) || runsClosed || innerWidth < ROOM) return;
    changeSettings(settings, { panels: [...panels, 'queue', 'history'] });
  });
}
