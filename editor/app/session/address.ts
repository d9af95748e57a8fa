/**
 * The page's address: `?token=` for a server that requires one, `?template=` to open a template as a new document, and
 * `#ID` for the shown document. Token and template are removed once read. The address is replaced, never pushed, so
 * that the back button leaves the editor.
 */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Session } from '../../editor-context.ts';
import { tabShelf } from './storage.ts';

export interface Address {
  /** From the address, or else from an earlier page in this tab. */
  readonly token: string | undefined;
  /** Name of a template. */
  readonly template: string | undefined;
  /** Id of a document. */
  readonly document: string | undefined;
}

export function readAddress(): Address {
  const url = new URL(location.href);
  const given = url.searchParams.get('token') ?? undefined;
  if (given !== undefined) tabShelf.write('token', given);
  const template = url.searchParams.get('template') ?? undefined;
  url.searchParams.delete('token');
  url.searchParams.delete('template');
  if (url.href !== location.href) history.replaceState(history.state, '', url);
  return {
    token: given ?? (tabShelf.read('token') as string | null) ?? undefined,
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
