/** Device, memory and models of the server, asked for every few seconds while somebody looks. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ServerStatus } from '../../engine/protocol/index.ts';

/** Milliseconds between two questions. */
const PAUSE = 3000;

export interface StatusView {
  /** Undefined until the server has answered. */
  readonly now: ReadonlySignal<ServerStatus | undefined>;
  /** Asks now, and again and again. @returns to be called when nobody looks any more. */
  watch(): () => void;
}

/** @param mayAsk whether the page is visible and the server can be reached. */
export function createStatus(ask: () => Promise<ServerStatus>, mayAsk: () => boolean): StatusView {
  const now = signal<ServerStatus | undefined>(undefined);
  let watchers = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (mayAsk()) now.value = await ask().catch(() => now.peek());
    clearTimeout(timer);
    if (watchers > 0) timer = setTimeout(() => void look(), PAUSE);
  };
  return {
    now,
    watch() {
      watchers += 1;
      void look();
      return () => {
        watchers -= 1;
        if (watchers === 0) clearTimeout(timer);
      };
    },
  };
}
