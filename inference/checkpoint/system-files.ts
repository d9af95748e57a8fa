/** Files that systems put into folders somebody looks at. They are no part of a model. */

/** Of Windows' Explorer. */
const OF_EXPLORER = ['desktop.ini', 'thumbs.db'];

/**
 * Whether a file is a note of the system: hidden by a dot, such as `.DS_Store` or, on drives that macOS shares with
 * other systems, `._model.safetensors`; or of Windows' Explorer.
 * @param name of a file, or its path below a folder with slashes.
 */
export function isSystemFile(name: string): boolean {
  const parts = name.split('/');
  return parts.some((part) => part.startsWith('.')) || OF_EXPLORER.includes((parts.at(-1) ?? '').toLowerCase());
}
