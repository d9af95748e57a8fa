/** Defaults of settings in words. */
import { defaultBudgets, formatBytes } from '../../../inference/index.ts';
import { DEFAULT_LIMITS } from '../../cache/disk/limits.ts';
import type { SettingName } from '../../protocol/index.ts';

const DAY = 24 * 3600 * 1000;

/** @returns undefined where the default depends on what is found later, such as the memory of a GPU. */
export function usualOf(name: SettingName): string | undefined {
  if (name === 'memory') return formatBytes(defaultBudgets().cpu);
  if (name === 'cacheSize') return formatBytes(DEFAULT_LIMITS.bytes);
  if (name === 'cacheAge') return String(DEFAULT_LIMITS.age / DAY);
  if (name === 'fileNames') return '{prefix}-{run:05}';
  return undefined;
}
