/** What a promise gives, while a component is shown. */
import { useEffect, useState } from 'preact/hooks';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

/** @param key what is loaded; another one starts over. An answer for an earlier one is dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly result: Loaded<T> }>({
    key,
    result: { state: 'loading' },
  });
  useEffect(() => {
    let current = true;
    const show = (result: Loaded<T>): void => {
      if (current) setLoaded({ key, result });
    };
    load().then(
      (value) => show({ state: 'done', value }),
      (error: unknown) => show({ state: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return loaded.key === key ? loaded.result : { state: 'loading' };
}
