/** The log of the server: the latest entries, in memory, for clients that open it and those that watch. */
import type { LogBody, LogEntry, LogLevel } from '../../protocol/index.ts';

/** Entries that are kept. */
const KEPT = 1000;
/** Characters of a text. */
const LONGEST = 2000;

export class ServerLog {
  readonly #entries: LogEntry[] = [];
  readonly #watchers: ((entry: LogEntry) => void)[] = [];
  #id = 0;

  /** @param tell called with each new entry from now on. */
  watch(tell: (entry: LogEntry) => void): void {
    this.#watchers.push(tell);
  }

  add(level: LogLevel, body: LogBody, run?: LogEntry['run']): void {
    const cut = 'text' in body && body.text.length > LONGEST ? { ...body, text: body.text.slice(0, LONGEST) } : body;
    const entry: LogEntry = { ...cut, id: (this.#id += 1), time: Date.now(), level, ...(run ? { run } : {}) };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    for (const tell of this.#watchers) tell(entry);
  }

  /** The oldest first. */
  entries(): readonly LogEntry[] {
    return this.#entries;
  }
}
