// @vitest-environment happy-dom
/** Pages in the place of graph and form. */
import { signal } from '@preact/signals';
import { beforeEach, expect, it } from 'vitest';
import { followAddress, readAddress } from '../../../editor/app/session/address.ts';
import { closePage, togglePage } from '../../../editor/app/pages/pages.ts';
import { createSettings } from '../../../editor/app/session/settings.ts';
import type { Session } from '../../../editor/editor-context.ts';

beforeEach(() => {
  sessionStorage.clear();
  location.hash = '';
});

it('come back to what was shown before', () => {
  const settings = createSettings();
  settings.value = { ...settings.value, view: 'form' };
  togglePage(settings, 'settings');
  expect(settings.value.view).toBe('settings');
  togglePage(settings, 'settings');
  expect(settings.value.view).toBe('form');
});

it('are shown again by their address only', () => {
  const settings = createSettings();
  togglePage(settings, 'settings');
  expect(createSettings().value.view).toBe('graph');
  location.hash = '#settings';
  expect(readAddress()).toMatchObject({ page: 'settings', document: undefined });
});

it('have an address, which gives way to that of the document', () => {
  const settings = createSettings();
  const session = signal({ document: { id: 'd1' } } as Session);
  followAddress({ session, settings, show: () => undefined });
  expect(location.hash).toBe('#d1');
  togglePage(settings, 'settings');
  expect(location.hash).toBe('#settings');
  closePage(settings);
  expect(location.hash).toBe('#d1');
});
