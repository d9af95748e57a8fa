/** Limits of the live connection. */
import type { ConnectionLimits } from './connection.ts';

export interface LiveLimits extends ConnectionLimits {
  /** Open connections. */
  readonly sockets: number;
  /** Bytes of one message from a client. */
  readonly messageBytes: number;
  /** Events repeated to a client that was away. A client that missed more is sent a snapshot. */
  readonly replayed: number;
  /** The same limit in characters of JSON. */
  readonly replayedLength: number;
  /** Events that are kept. */
  readonly kept: number;
  /** Characters of JSON of all events that are kept. */
  readonly keptLength: number;
  /** Milliseconds between heartbeats. */
  readonly heartbeat: number;
  /** Milliseconds between pings. A client that did not answer the previous ping is disconnected. */
  readonly ping: number;
  /** Milliseconds for which events of a run are collected before they are sent. */
  readonly batch: number;
}

export const LIVE_LIMITS: LiveLimits = {
  sockets: 200,
  messageBytes: 8 * 2 ** 20,
  replayed: 5000,
  replayedLength: 8 * 2 ** 20,
  kept: 20_000,
  keptLength: 2 ** 27,
  heartbeat: 5000,
  ping: 20_000,
  batch: 50,
  previewBytes: 2 ** 20,
  waitingBytes: 32 * 2 ** 20,
};
