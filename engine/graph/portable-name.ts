/** Names of models and files that mean the same on every system. */

/** Devices of Windows, also with an extension and spaces before it. */
const DEVICE = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]) *(?:\.|$)/iu;

/**
 * The name of a model or file as a workflow gives it, its backslashes (the separators of Windows) as slashes: `Qwen\x`
 * is `Qwen/x`.
 */
export function withSlashes(name: string): string {
  return name.replaceAll('\\', '/');
}

/**
 * Whether a file name stands for a device on Windows, with or without an extension. Source:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file.
 */
export function isReservedName(name: string): boolean {
  return DEVICE.test(name);
}
