/** The node types that the user marked with a star, kept in this browser. */
import { signal } from '@preact/signals';

const KEY = 'inkloom/favourite-nodes';

function kept(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((type): type is string => typeof type === 'string') : [];
  } catch {
    return [];
  }
}

/** In the order in which they were marked. */
export const favourites = signal<readonly string[]>(kept());

export function toggleFavourite(type: string): void {
  const before = favourites.peek();
  favourites.value = before.includes(type) ? before.filter((each) => each !== type) : [...before, type];
  try {
    localStorage.setItem(KEY, JSON.stringify(favourites.peek()));
  } catch {
    // Without storage the stars last as long as the page.
  }
}
