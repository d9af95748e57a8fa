/** Tells all servers at intervals that a worker is there, and what it does. */
import type { Relay } from 'bullmq';
import { FLEET_PROTOCOL, TIMES, TOPICS, type WorkerSign } from '../fleet-protocol.ts';
import type { Presence } from './presence.ts';

/** Milliseconds in which several changes are told together. */
const TOGETHER = 50;

export interface Announcements {
  /** Something changed. */
  soon(): void;
  /** Says that the worker is gone. */
  end(): Promise<void>;
}

/** @returns after the first announcement was made. */
export async function announce(presence: Presence, relay: Pick<Relay, 'publish'>): Promise<Announcements> {
  let isOver = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const now = async (): Promise<void> => {
    const sign: WorkerSign = { type: 'here', protocol: FLEET_PROTOCOL, worker: await presence.info() };
    // A sign that is lost is made up for by the next.
    if (!isOver) await relay.publish(TOPICS.workers, sign).catch(() => {});
  };
  await now();
  const timer = setInterval(() => void now(), TIMES.beat).unref();
  return {
    soon() {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void now();
      }, TOGETHER).unref();
    },
    async end() {
      isOver = true;
      clearInterval(timer);
      clearTimeout(waiting);
      const sign: WorkerSign = { type: 'gone', id: presence.id };
      await relay.publish(TOPICS.workers, sign).catch(() => {});
    },
  };
}
