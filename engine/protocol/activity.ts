/** The state of each node of a run. */
import type { ResultOrigin } from '../run/events.ts';

/**
 * The part a node played in a run; kept with the run. The copies that a list makes (`save#2`) and the nodes inside a
 * subgraph (`group:inner`) have activities under their own ids. `save` and `group` sum these up: `value` of `max` of
 * them are over.
 */
export interface NodeActivity {
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'skipped' | 'cancelled';
  readonly origin?: ResultOrigin | undefined;
  readonly seconds?: number | undefined;
  /** Steps done, of {@link max}. */
  readonly value?: number | undefined;
  readonly max?: number | undefined;
  /** The text that the node wrote, or has written so far. */
  readonly text?: string | undefined;
  readonly message?: string | undefined;
  /** The input that the message is about. */
  readonly field?: string | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** Activities by node id. */
export type Activities = Readonly<Record<string, NodeActivity>>;
