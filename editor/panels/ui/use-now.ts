/** The time, again and again while a component is shown. */
import { useEffect, useState } from 'preact/hooks';

/**
 * @param interval between two readings, in milliseconds; undefined: it stands still.
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
