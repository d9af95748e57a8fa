/** The settings of an engine: as given on the command line, else from the environment, else from the file. */
import { type KeptSettings, SETTING_NAMES, type SettingName } from '../../protocol/index.ts';
import type { EngineSettings } from '../engine-settings.ts';
import { statOf } from '../places.ts';

/** What wins over the file. The age of kept results and the names of files have neither. */
const WINNERS: Readonly<Record<SettingName, { readonly option?: string; readonly variable?: string }>> = {
  device: { option: '--device', variable: 'INKLOOM_DEVICE' },
  precision: { option: '--precision' },
  memory: { option: '--memory' },
  vram: { option: '--vram' },
  threads: { option: '--threads' },
  cacheSize: { option: '--cache-size', variable: 'INKLOOM_CACHE_SIZE' },
  cacheAge: {},
  fileNames: {},
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The option or variable that fixes a setting; undefined when the file counts. */
export function fixedBy(name: SettingName, given: EngineSettings, env: Environment = process.env): string | undefined {
  const { option, variable } = WINNERS[name];
  if (given[name] !== undefined) return option;
  return variable !== undefined && env[variable] !== undefined ? variable : undefined;
}

/** @param say called with a sentence for each place with models that is not there now; it is left out. */
export function withKept(
  given: EngineSettings,
  kept: KeptSettings,
  say: (message: string) => void,
  env: Environment = process.env,
): EngineSettings {
  const free = SETTING_NAMES.filter((name) => fixedBy(name, given, env) === undefined && kept[name] !== undefined);
  const places = (kept.models ?? []).filter((place) => {
    if (statOf(place)) return true;
    say(`The folder ${place} of the settings is not there`);
    return false;
  });
  return {
    ...given,
    ...Object.fromEntries(free.map((name) => [name, kept[name]])),
    ...(places.length > 0 ? { models: [...(given.models ?? []), ...places] } : {}),
  };
}
