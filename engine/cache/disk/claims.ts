/**
 * Claims of actions, so that of several processes that want the same result one computes it and the others wait. A
 * claim ends with the death of its process, or when it was not renewed for a while because the process is stopped. It
 * is a courtesy: an action that is computed twice gives the same result.
 */
import { setTimeout } from 'node:timers/promises';
import { asBytes, withTexts } from './damaged-text.ts';
import type { CacheIndex } from './cache-index.ts';
import type { Tables } from './index-file.ts';
import { readResults } from './rows.ts';

/** Milliseconds between two renewals. */
const BEAT = 5000;
/** Milliseconds without renewal after which a claim ends, although its process lives. */
const STALE = 30_000;
/** Milliseconds between two looks at a claim of another process: at first, and at most. */
const [SOON, LATE] = [15, 250];

interface ClaimRow {
  readonly process: string;
  readonly beat: number;
}

export class Claims {
  readonly #index: CacheIndex;
  readonly #held = new Set<string>();
  #beating: NodeJS.Timeout | undefined;

  constructor(index: CacheIndex) {
    this.#index = index;
  }

  /**
   * Claims an action, or waits until its result is known.
   * @param onWait called each time that it waits.
   * @returns whether the action is claimed, and the caller should compute it and {@link release} the claim.
   * @throws the reason of `signal`.
   */
  async take(key: string, signal: AbortSignal, onWait: () => void): Promise<boolean> {
    this.#index.processes.show();
    for (let pause = SOON; ; pause = Math.min(LATE, pause * 1.5)) {
      const other = await this.#index.read((tables) => ({
        claim: claimOf(tables, key),
        isKnown: isKnown(tables, key),
      }));
      if (other.isKnown) return false;
      const isFree = !other.claim || this.#hasEnded(other.claim);
      if (isFree && (await this.#claim(key, other.claim))) return true;
      onWait();
      signal.throwIfAborted();
      await setTimeout(pause, undefined, { signal });
    }
  }

  async release(key: string): Promise<void> {
    this.#held.delete(key);
    if (this.#held.size === 0) this.#stopBeating();
    const { id } = this.#index.processes;
    await this.#index.write((tables) => tables.prepare('DELETE FROM claim WHERE key = ? AND process = ?').run(key, id));
  }

  close(): void {
    this.#stopBeating();
  }

  /** @param ended the claim to replace, if any. @returns false when another process was faster. */
  async #claim(key: string, ended: ClaimRow | undefined): Promise<boolean> {
    const { id } = this.#index.processes;
    const isClaimed = await this.#index.write((tables) => {
      if (isKnown(tables, key) || claimOf(tables, key)?.process !== ended?.process) return false;
      tables.prepare('INSERT OR REPLACE INTO claim VALUES (?, ?, ?)').run(key, id, Date.now());
      return true;
    });
    if (!isClaimed) return false;
    this.#held.add(key);
    this.#beating ??= setInterval(() => void this.#beat(), BEAT).unref();
    return true;
  }

  /** The time is compared without its sign: a clock that was set back ends claims, too. */
  #hasEnded({ process, beat }: ClaimRow): boolean {
    return !(Math.abs(Date.now() - beat) < STALE) || !this.#index.processes.isAlive(process);
  }

  async #beat(): Promise<void> {
    const { id } = this.#index.processes;
    const beat = (tables: Tables): number =>
      tables.prepare('UPDATE claim SET beat = ? WHERE process = ?').run(Date.now(), id);
    await this.#index.write(beat).catch(() => {});
  }

  #stopBeating(): void {
    clearInterval(this.#beating);
    this.#beating = undefined;
  }
}

function claimOf(tables: Tables, key: string): ClaimRow | undefined {
  const row = tables.prepare<ClaimRow>(`SELECT ${asBytes(['process'])}, beat FROM claim WHERE key = ?`).get(key);
  return row && withTexts(row);
}

function isKnown(tables: Tables, key: string): boolean {
  return readResults(tables, [key]).entries.size > 0;
}
