/** A component whose code is loaded when it is first shown, so that the page does not wait for it. */
import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';

type Load<P> = () => Promise<FunctionComponent<P>>;

/** Styles of everything that is loaded later. */
const styles = (): Promise<unknown> => import('./style/later.css');

const waiting = new Set<() => Promise<void>>();

/**
 * @param load imports the code, for example `async () => (await import('./Panel.tsx')).Panel`
 * @returns a component that shows nothing until the code is there. When the code cannot be loaded, it throws the error
 * to the boundary around it, and asks for the code again the next time it is shown.
 */
export function later<P extends object>(load: Load<P>): FunctionComponent<P> {
  const loaded = signal<FunctionComponent<P> | undefined>(undefined);
  const failures = signal(0);
  let failure: { readonly error: unknown } | undefined;
  let asked: Promise<void> | undefined;
  const ask = (): Promise<void> =>
    (asked ??= Promise.all([styles(), load()]).then(
      ([, found]) => {
        waiting.delete(ask);
        loaded.value = found;
      },
      (error: unknown) => {
        asked = undefined;
        failure = { error };
        failures.value += 1;
      },
    ));
  waiting.add(ask);
  return function Later(props: P) {
    const Shown = loaded.value;
    if (Shown) return <Shown {...props} />;
    // A failure is thrown once, whenever it comes.
    void failures.value;
    const failed = failure;
    failure = undefined;
    if (failed) throw failed.error;
    void ask();
    return null;
  };
}

/** Loads what has not been shown yet, one after the other, so that it opens at once. What fails is asked for again. */
export async function loadTheRest(): Promise<void> {
  for (const ask of waiting) await ask();
}
