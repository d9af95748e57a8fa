/** Settings of the server: GET and PUT /api/server/settings. */

/** Settings with one value each, a text as the option of the command line takes it. */
export const SETTING_NAMES = [
  'device',
  'precision',
  'memory',
  'vram',
  'threads',
  'cacheSize',
  'cacheAge',
  'fileNames',
] as const;

export type SettingName = (typeof SETTING_NAMES)[number];

/** Settings that a running server uses as soon as they are changed. The others wait for its next start. */
export const LIVE_SETTINGS: readonly SettingName[] = ['cacheSize', 'cacheAge', 'fileNames'];

/** What the file of settings holds. A setting that is absent has its default. */
export type KeptSettings = Readonly<Partial<Record<SettingName, string>>> & {
  /** Absolute paths of places with models, besides those that the command line names. */
  readonly models?: readonly string[] | undefined;
};

/** The body of PUT /api/server/settings. Null removes a setting; what is not named stays. */
export type SettingsChange = Readonly<Partial<Record<SettingName, string | null | undefined>>> & {
  readonly models?: readonly string[] | undefined;
};

export interface SettingView {
  /** In the file. */
  readonly kept?: string | undefined;
  /** In use now. Absent: the default. */
  readonly used?: string | undefined;
  /** The option or the environment variable that fixes it, such as `--device`: the file does not count. */
  readonly fixed?: string | undefined;
  /** The default in words, where this machine tells it. */
  readonly usual?: string | undefined;
}

/** A place where the server looks for models. */
export interface ModelPlace {
  /** Absolute. */
  readonly path: string;
  /** `given`: by the command line or the environment. `standard`: without being told. */
  readonly from: 'given' | 'settings' | 'standard';
  readonly isThere: boolean;
  /** Whether models of this place are in the list. One that was added is read when the server starts again. */
  readonly isRead: boolean;
}

/** GET /api/server/settings */
export interface SettingsView {
  /** Absolute paths. */
  readonly paths: {
    /** The file of settings. */
    readonly file: string;
    readonly data: string;
    /** Where runs save pictures. */
    readonly output: string;
    readonly cache: string;
  };
  readonly settings: Readonly<Record<SettingName, SettingView>>;
  /** In the order in which they are searched. */
  readonly models: readonly ModelPlace[];
  readonly devices: readonly string[];
  readonly precisions: readonly string[];
}
