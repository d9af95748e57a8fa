/** The node types that were last added in this browser. */
const KEY = 'inkloom/recent-nodes';
const MOST = 8;

/** The types, latest first. Empty if the browser stores nothing. */
export function recentTypes(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((type): type is string => typeof type === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberType(type: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([type, ...recentTypes().filter((each) => each !== type)].slice(0, MOST)));
  } catch {
    // Storing is only a convenience.
  }
}
