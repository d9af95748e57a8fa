/** Components that hold no weights, such as tokenizers. */
import type { Component, Model } from './family.ts';

/** A component that counts as nothing against the budget: the memory it takes is small. */
export function weightless<M extends object>(open: (dir: string) => Promise<M> | M): Component<M & Model> {
  return {
    async plan({ dir }) {
      const model = Object.assign(await open(dir), { release: () => Promise.resolve() });
      const memory = { copied: 0, mapped: 0 };
      return { memory: () => memory, load: () => Promise.resolve(model) };
    },
  };
}
