/**
 * Names that are one file on some system: Windows and macOS tell no capitals from small letters, and macOS may list a
 * name in NFD. Two files whose names differ in nothing else could not move there together.
 */

/** Equal for names that are one file on some system. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase();
}

/**
 * The entry of a folder that has a name: this very name, else one that is the same file on some system.
 * @param entries as the system lists them.
 */
export function entryNamed(entries: readonly string[], name: string): string | undefined {
  return exactEntry(entries, name) ?? entries.find((entry) => foldedName(entry) === foldedName(name));
}

/** The entry of a folder with a name, however the system spells its accents. */
export function exactEntry(entries: readonly string[], name: string): string | undefined {
  return (
    entries.find((entry) => entry === name) ?? entries.find((entry) => entry.normalize('NFC') === name.normalize('NFC'))
  );
}
