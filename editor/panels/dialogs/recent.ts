/** Node types that were added last, in this browser. */
const KEY = 'inkloom/recent-nodes';
const MOST = 8;

/** The latest first; empty where nothing can be kept. */
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
    // A browser that keeps nothing still adds nodes.
  }
}
