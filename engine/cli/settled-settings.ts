/** The settings of a command: its options, and what they leave open from the file of settings. */
import type { EngineSettings } from '../host/engine-settings.ts';
import { dataFolder } from '../host/places.ts';
import { readSettings } from '../host/settings/settings-file.ts';
import { withKept } from '../host/settings/with-kept.ts';
import { printMessage } from './print.ts';

/** @throws UsageError for a file of settings that cannot be used. */
export function settledSettings(given: EngineSettings): EngineSettings {
  return withKept(given, readSettings(dataFolder()), printMessage);
}

/** The places with models in the file of settings that are there. @throws as {@link settledSettings}. */
export function keptPlaces(): readonly string[] {
  return withKept({}, readSettings(dataFolder()), () => {}).models ?? [];
}
