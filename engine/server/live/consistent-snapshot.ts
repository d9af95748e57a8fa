/** A snapshot that belongs to one event number. */
import type { Snapshot } from '../../protocol/index.ts';
import type { EventFeed } from './event-feed.ts';

/** Attempts before giving up: events come every 50 ms at most, and a snapshot takes a few milliseconds. */
const ATTEMPTS = 100;

/**
 * Takes a snapshot, and takes it again if events were published meanwhile.
 * @param use is called with a snapshot that holds the effect of every event up to `feed.sequence`, and of no later
 *   event. What it does synchronously happens before the next event.
 * @throws when events keep coming in faster than snapshots can be taken.
 */
export async function withConsistentSnapshot(
  feed: EventFeed,
  takeSnapshot: () => Snapshot | Promise<Snapshot>,
  use: (snapshot: Snapshot) => void,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    feed.flush();
    const before = feed.sequence;
    const snapshot = await takeSnapshot();
    feed.flush();
    if (feed.sequence === before) return use(snapshot);
  }
  throw new Error('events came in faster than the present state could be read');
}
