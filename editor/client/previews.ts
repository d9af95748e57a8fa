/** Small pictures of running steps, kept in memory under addresses of this tab. */
import { signal } from '@preact/signals';
import type { PreviewHeader } from '../../engine/protocol/index.ts';
import type { LivePreview } from '../editor-context.ts';

/** Makes and revokes addresses of pictures in memory. Tests bring their own. */
export interface Addresses {
  make(picture: Uint8Array<ArrayBuffer>, mediaType: string): string;
  revoke(url: string): void;
}

export const pageAddresses: Addresses = {
  make: (picture, type) => URL.createObjectURL(new Blob([picture], { type })),
  revoke: (url) => URL.revokeObjectURL(url),
};

/** By node. */
type RunPreviews = Readonly<Record<string, LivePreview>>;

const NONE: RunPreviews = {};

export class Previews {
  readonly #addresses: Addresses;
  readonly #byRun = signal<ReadonlyMap<string, RunPreviews>>(new Map());

  constructor(addresses: Addresses) {
    this.#addresses = addresses;
  }

  /** The previews of a run, by node as the run names it (`instance:node`). Subscribes to changes. */
  of(run: string): RunPreviews {
    return this.#byRun.value.get(run) ?? NONE;
  }

  /** Shows a picture in place of the one the node had. */
  add({ run, node: whole, inner, value, max, mediaType }: PreviewHeader, picture: Uint8Array<ArrayBuffer>): void {
    const node = inner ?? whole;
    const before = this.#byRun.peek().get(run) ?? NONE;
    const url = this.#addresses.make(picture, mediaType);
    this.#set(run, { ...before, [node]: { url, value, max } });
    const replaced = before[node];
    if (replaced) this.#addresses.revoke(replaced.url);
  }

  /** Drops the preview of a node that has finished. */
  dropNode(run: string, copy: string): void {
    const node = copy.replaceAll(/#[\d-]+/g, '');
    const { [node]: dropped, ...others } = this.#byRun.peek().get(run) ?? NONE;
    if (!dropped) return;
    this.#addresses.revoke(dropped.url);
    this.#set(run, others);
  }

  dropRun(run: string): void {
    const dropped = this.#byRun.peek().get(run);
    if (!dropped) return;
    for (const { url } of Object.values(dropped)) this.#addresses.revoke(url);
    this.#set(run, NONE);
  }

  dropAll(): void {
    for (const run of this.#byRun.peek().keys()) this.dropRun(run);
  }

  #set(run: string, previews: RunPreviews): void {
    const next = new Map(this.#byRun.peek());
    next.delete(run);
    if (Object.keys(previews).length > 0) next.set(run, previews);
    this.#byRun.value = next;
  }
}
