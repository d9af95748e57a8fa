/**
 * The page's address: `?template=` to open a template as a new document, `?refused=token` when the server did not
 * accept the token of the address, and `#ID` for the shown document or `#settings` for a page in its place. The first
 * two are removed once read. The address is replaced, never pushed, so that the back button leaves the editor. The page
 * never sees `?token=`: the server exchanges it for a cookie.
 */
import { effect, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Session, Settings } from '../../editor-context.ts';
import { changeSettings } from './change-settings.ts';
import { isPage, type PageName } from '../pages/pages.ts';

export interface Address {
  /** Whether the server did not accept the token of the address. */
  readonly wasRefused: boolean;
  /** Name of a template. */
  readonly template: string | undefined;
  /** Id of a document. */
  readonly document: string | undefined;
  readonly page: PageName | undefined;
}

export function readAddress(): Address {
  const url = new URL(location.href);
  const wasRefused = url.searchParams.get('refused') === 'token';
  const template = url.searchParams.get('template') ?? undefined;
  url.searchParams.delete('refused');
  url.searchParams.delete('template');
  if (url.href !== location.href) history.replaceState(history.state, '', url);
  const place = url.hash.slice(1) || undefined;
  const page = isPage(place) ? place : undefined;
  return { wasRefused, template, page, document: page ? undefined : place };
}

export interface AddressContext {
  readonly session: ReadonlySignal<Session | undefined>;
  readonly settings: Signal<Settings>;
  /** Opens a document. */
  readonly show: (document: string) => void;
}

/** Keeps the shown document or page in the address, and shows the one that is typed there. */
export function followAddress({ session, settings, show }: AddressContext): void {
  effect(() => {
    const { view } = settings.value;
    const place = isPage(view) ? view : session.value?.document.id;
    if (place !== undefined && location.hash !== `#${place}`) history.replaceState(history.state, '', `#${place}`);
  });
  addEventListener('hashchange', () => {
    const place = location.hash.slice(1);
    if (isPage(place)) return changeSettings(settings, { view: place });
    if (place !== '' && place !== session.peek()?.document.id) show(place);
  });
}
