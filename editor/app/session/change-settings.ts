/** Changing some of the settings. */
import type { Signal } from '@preact/signals';
import type { Settings } from '../../editor-context.ts';

export function changeSettings(settings: Signal<Settings>, change: Partial<Settings>): void {
  settings.value = { ...settings.peek(), ...change };
}
