// @vitest-environment happy-dom
/** The message that damaged data of the server was restored. */
import { h, render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { RestorationBanner } from '../../../editor/app/page/Banner.tsx';
import { createRestorationNews } from '../../../editor/app/session/restoration.ts';

const RESTORED = { time: 5, message: 'Restored from the backup of 2026-05-01 12:00.' };

beforeEach(() => localStorage.clear());

it('is shown until the user closes it, and then in no other tab and after no reload', async () => {
  const news = createRestorationNews();
  const host = document.createElement('div');
  render(h(RestorationBanner, { news }), host);
  expect(host.textContent).toBe('');
  news.take(RESTORED);
  await vi.waitFor(() => expect(host.textContent).toContain(RESTORED.message));
  host.querySelector('button')?.click();
  await vi.waitFor(() => expect(host.textContent).toBe(''));
  const reloaded = createRestorationNews();
  reloaded.take(RESTORED);
  expect(reloaded.shown.value).toBeUndefined();
  reloaded.take({ ...RESTORED, time: 6 });
  expect(reloaded.shown.value).toEqual({ ...RESTORED, time: 6 });
});
