/**
 * The page's address: `?template=` to open a template as a new document, `?refused=token` when the server did not
 * accept the token of the address, and `#ID` for the shown document. The first two are removed once read. The address
 * is replaced, never pushed, so that the back button leaves the editor. The page never sees `?token=`: the server
 * exchanges it for a cookie.
 */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Session } from '../../editor-context.ts';

export interface Address {
  /** Whether the server did not accept the token of the address. */
  readonly wasRefused: boolean;
  /** Name of a template. */
  readonly template: string | undefined;
  /** Id of a document. */
  readonly document: string | undefined;
}

export function readAddress(): Address {
  const url = new URL(location.href);
  const wasRefused = url.searchParams.get('refused') === 'token';
  const template = url.searchParams.get('template') ?? undefined;
  url.searchParams.delete('refused');
  url.searchParams.delete('template');
  if (url.href !== location.href) history.replaceState(history.state, '', url);
  return {
    wasRefused,
    template,
    document: url.hash.slice(1) || undefined,
  };
}

/** Keeps the shown document in the address, and shows a document whose id is typed there. */
export function followAddress(session: ReadonlySignal<Session | undefined>, show: (document: string) => void): void {
  effect(() => {
    const id = session.value?.document.id;
    if (id !== undefined && location.hash !== `#${id}`) history.replaceState(history.state, '', `#${id}`);
  });
  addEventListener('hashchange', () => {
    const id = location.hash.slice(1);
    if (id !== '' && id !== session.peek()?.document.id) show(id);
  });
}
