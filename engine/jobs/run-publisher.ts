/** How a worker reports on a run while it carries the run out. */
import type { PreviewHeader, RunLiveEvent } from '../protocol/index.ts';

export interface PublishOptions {
  /** Whether the event may wait a moment, to be sent together with others; default: only for `run-event`. */
  readonly later?: boolean;
}

export interface RunPublisher {
  publish(event: RunLiveEvent, options?: PublishOptions): void;

  /** Sends a preview, and keeps it for clients that connect later. It replaces the previous preview of its node. */
  preview(header: PreviewHeader, picture: Uint8Array): void;

  /** Drops the kept previews of a run, or of one of its nodes. */
  forgetPreviews(run: string, node?: string): void;
}
