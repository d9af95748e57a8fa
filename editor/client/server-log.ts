/** The log of the server as this page knows it: asked for when it is first shown, and followed from then on. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { LogEntry } from '../../engine/protocol/index.ts';

/** Entries that are kept, as many as the server keeps. */
const KEPT = 1000;

export interface LogView {
  /** The oldest first. */
  readonly entries: ReadonlySignal<readonly LogEntry[]>;
  /** Why the server does not show its log. */
  readonly failure: ReadonlySignal<string | undefined>;
  /** Starts to follow the log. */
  open(): void;
  /** Forgets the entries on this page. The server keeps them. */
  clear(): void;
}

export interface ServerLog extends LogView {
  /** Must be called with each entry that arrives. */
  take(entry: LogEntry): void;
  /** Must be called when the connection stands again: entries may have been missed. */
  reconnected(): void;
}

/** @param ask for all entries of the server. */
export function createServerLog(ask: () => Promise<readonly LogEntry[]>): ServerLog {
  const entries = signal<readonly LogEntry[]>([]);
  const failure = signal<string | undefined>(undefined);
  let isOpen = false;
  /** Entries up to this number were cleared. */
  let cleared = 0;
  const load = async (): Promise<void> => {
    const before = new Set(entries.peek());
    try {
      const all = await ask();
      const newest = all.at(-1)?.id ?? 0;
      // A server that was started again counts from 1.
      if (newest < cleared) cleared = 0;
      const since = entries.peek().filter((entry) => !before.has(entry) && entry.id > newest);
      entries.value = [...all.filter(({ id }) => id > cleared), ...since];
      failure.value = undefined;
    } catch (error) {
      failure.value = (error as Error).message;
    }
  };
  return {
    entries,
    failure,
    open() {
      if (!isOpen) void load();
      isOpen = true;
    },
    clear() {
      cleared = entries.peek().at(-1)?.id ?? cleared;
      entries.value = [];
    },
    take(entry) {
      if (isOpen && !entries.peek().some(({ id }) => id === entry.id))
        entries.value = [...entries.peek(), entry].slice(-KEPT);
    },
    reconnected() {
      if (isOpen) void load();
    },
  };
}
