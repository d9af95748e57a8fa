/** The time, updated while a component is shown. */
import { useEffect, useState } from 'preact/hooks';

/**
 * @param interval between two updates, in milliseconds. Undefined: no updates.
 * @returns milliseconds since the epoch.
 */
export function useNow(interval: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (interval === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
