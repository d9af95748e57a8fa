/**
 * What the page's address says: `?token=` for a server that asks for one, `?template=` to open a template as a new document, and
 * `#ID` for the shown document. Token and template are taken out of it; the back button leads out of the editor, not through it.
 */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Session } from '../../editor-context.ts';
import { tabShelf } from './storage.ts';

export interface Address {
  readonly token: string | undefined;
  readonly template: string | undefined;
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

/** Keeps the address that of the shown document, and follows one that people type. */
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
