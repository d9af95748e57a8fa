/** The last preview of each running node, for clients that connect while it runs. */
import type { PreviewHeader } from '../../protocol/index.ts';

export class LatestPreviews {
  /** Frames by run and node. */
  readonly #frames = new Map<string, Uint8Array>();

  set({ run, node }: PreviewHeader, frame: Uint8Array): void {
    this.#frames.set(keyOf(run, node), frame);
  }

  /** Drops the previews of a run, or of one of its nodes. */
  forget(run: string, node?: string): void {
    if (node !== undefined) {
      this.#frames.delete(keyOf(run, node));
      return;
    }
    for (const key of this.#frames.keys()) if (key.startsWith(keyOf(run, ''))) this.#frames.delete(key);
  }

  frames(): Iterable<Uint8Array> {
    return this.#frames.values();
  }
}

function keyOf(run: string, node: string): string {
  return `${run}\n${node}`;
}
