/** The state of a request, for a component that shows its answer. */
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../words.ts';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

/** @param key identifies the request. Another key starts another request and drops the answer to the earlier one. */
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
      (error: unknown) => show({ state: 'failed', message: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return loaded.key === key ? loaded.result : { state: 'loading' };
}
