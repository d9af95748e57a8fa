/** The settings of a running server: what it was started with, what is kept for its next start, and changes of that. */
import { DEVICE_KINDS, PRECISION_SETTINGS } from '../../../inference/index.ts';
import type { FileLayer } from '../../files/file-layer.ts';
import type { EngineSettings } from '../../host/engine-settings.ts';
import { cacheFolder, modelFolders, ownModelFolders, statOf } from '../../host/places.ts';
import { problemOf, problemOfPlace } from '../../host/settings/check-setting.ts';
import { readSettings, settingsPath, writeSettings } from '../../host/settings/settings-file.ts';
import { usualOf } from '../../host/settings/usual.ts';
import { fixedBy, withKept } from '../../host/settings/with-kept.ts';
import {
  type KeptSettings,
  LIVE_SETTINGS,
  type ModelPlace,
  SETTING_NAMES,
  type SettingName,
  type SettingsChange,
  type SettingsView,
  type SettingView,
} from '../../protocol/index.ts';

export interface SettingsOptions {
  /** As the program that starts the server gave them. */
  readonly given: EngineSettings;
  /** Absolute paths. */
  readonly folders: { readonly data: string; readonly output: string };
  readonly files: FileLayer;
  /** Called with a sentence for the operator. */
  readonly say: (message: string) => void;
}

/** A value that cannot be used, and the setting it was for. */
export interface SettingProblem {
  readonly setting: SettingName | 'models';
  /** A sentence with its full stop. */
  readonly message: string;
}

export class Settings {
  readonly #listeners: ((used: EngineSettings) => void)[] = [];
  #used: EngineSettings;
  readonly #options: SettingsOptions;
  #kept: KeptSettings;
  /** One change at a time. */
  #changing: Promise<unknown> = Promise.resolve();

  /** @throws UsageError for a file that cannot be used. */
  constructor(options: SettingsOptions) {
    this.#options = options;
    this.#kept = readSettings(options.folders.data);
    this.#used = withKept(options.given, this.#kept, options.say);
  }

  /** The settings in use. Those of {@link LIVE_SETTINGS} may change while the server runs. */
  get used(): EngineSettings {
    return this.#used;
  }

  /** @param listener called with the settings in use after some of them have changed. */
  onUsed(listener: (used: EngineSettings) => void): void {
    this.#listeners.push(listener);
  }

  view(): SettingsView {
    const { folders } = this.#options;
    const { data, output } = folders;
    const paths = { file: settingsPath(data), data, output, cache: cacheFolder(this.used.cache) };
    return {
      paths,
      settings: Object.fromEntries(SETTING_NAMES.map((name) => [name, this.#viewOf(name)])) as SettingsView['settings'],
      models: this.#places(),
      devices: ['auto', ...DEVICE_KINDS],
      precisions: PRECISION_SETTINGS,
    };
  }

  /** @returns the problems of the values; where there are any, nothing is changed. @throws StorageError */
  change(change: SettingsChange): Promise<readonly SettingProblem[]> {
    const changed = this.#changing.then(async () => {
      const problems = problemsOf(change, this.#kept);
      if (problems.length > 0) return problems;
      // The file, and not what was read at the start: somebody may have edited it by hand.
      const kept = { ...readSettings(this.#options.folders.data), ...change };
      const left = Object.fromEntries(
        Object.entries(kept).filter(([, value]) => value !== null && value !== undefined),
      ) as KeptSettings;
      await writeSettings(this.#options.folders.data, left, this.#options.files);
      this.#kept = left;
      this.#useLive();
      return [];
    });
    this.#changing = changed.catch(() => {});
    return changed;
  }

  #useLive(): void {
    const { given } = this.#options;
    const free = LIVE_SETTINGS.filter((name) => fixedBy(name, given) === undefined);
    if (free.every((name) => this.#used[name] === this.#kept[name])) return;
    this.#used = { ...this.#used, ...Object.fromEntries(free.map((name) => [name, this.#kept[name]])) };
    for (const listener of this.#listeners) listener(this.#used);
  }

  #viewOf(name: SettingName): SettingView {
    const fixed = fixedBy(name, this.#options.given);
    const [kept, usual] = [this.#kept[name], usualOf(name)];
    const used = this.used[name] ?? (fixed?.startsWith('INKLOOM_') ? process.env[fixed] : undefined);
    return {
      ...(kept === undefined ? {} : { kept }),
      ...(used === undefined ? {} : { used }),
      ...(fixed === undefined ? {} : { fixed }),
      ...(usual === undefined ? {} : { usual }),
    };
  }

  #places(): ModelPlace[] {
    const read = new Set(modelFolders(this.used.models ?? []));
    const given = ownModelFolders(this.#options.given.models ?? []);
    const kept = this.#kept.models ?? [];
    const place = (path: string, from: ModelPlace['from']): ModelPlace => ({
      path,
      from,
      isThere: statOf(path) !== undefined,
      isRead: read.has(path) || this.used.models?.includes(path) === true,
    });
    const own = [...given, ...kept];
    return [
      ...given.filter((path) => !kept.includes(path)).map((path) => place(path, 'given')),
      ...kept.map((path) => place(path, 'settings')),
      ...modelFolders([])
        .filter((path) => !own.includes(path))
        .map((path) => place(path, 'standard')),
    ];
  }
}

/** A place that was kept before may be away for now, such as a disk that is not plugged in. */
function problemsOf({ models = [], ...values }: SettingsChange, known: KeptSettings): SettingProblem[] {
  const ofValues = SETTING_NAMES.flatMap((setting) => {
    const value = values[setting];
    const problem = value === undefined || value === null ? undefined : problemOf(setting, value);
    return problem === undefined ? [] : [{ setting, message: `${problem}.` }];
  });
  const ofPlaces = models.flatMap((path) => {
    const problem = known.models?.includes(path) ? undefined : problemOfPlace(path);
    return problem === undefined ? [] : [{ setting: 'models' as const, message: `${problem}.` }];
  });
  return [...ofValues, ...ofPlaces];
}
