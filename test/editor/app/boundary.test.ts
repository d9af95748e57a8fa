// @vitest-environment happy-dom
/** A failing part of the page, and notices. */
import { h, render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotices } from '../../../editor/app/session/notices.ts';
import { Boundary } from '../../../editor/app/page/Boundary.tsx';
import { NoticeList } from '../../../editor/app/page/NoticeList.tsx';
import type { Editor } from '../../../editor/editor-context.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function drawn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(50);
}

describe('a boundary', () => {
  it('reports a part that throws, keeps the rest, and renders the part again on request', async () => {
    const notices = createNotices();
    const host = document.createElement('div');
    let broken = true;
    const Part = () => {
      if (broken) throw new Error('no list');
      return h('p', null, 'fine');
    };
    const editor = { notify: notices.notify } as Editor;
    render(
      h('div', null, h('p', null, 'the rest'), h(Boundary, { editor, name: 'the queue', children: h(Part, null) })),
      host,
    );
    await drawn();
    expect(host.textContent).toContain('the rest');
    expect(host.textContent).toContain('Something went wrong in the queue.');
    expect(notices.notices.value.map(({ text }) => text)).toEqual(['Something went wrong in the queue: no list']);
    broken = false;
    host.querySelector('button')?.click();
    await drawn();
    expect(host.textContent).toBe('the restfine');
  });
});

describe('notices', () => {
  it('disappear by themselves, errors later, and stay while they are held', () => {
    const { notices, notify, hold } = createNotices();
    const texts = (): string[] => notices.value.map(({ text }) => text);
    notify('done', 'Saved.');
    notify('error', 'No.');
    vi.advanceTimersByTime(4500);
    expect(texts()).toEqual(['No.']);
    hold(true);
    vi.advanceTimersByTime(20_000);
    expect(texts()).toEqual(['No.']);
    hold(false);
    vi.advanceTimersByTime(3000);
    expect(texts()).toEqual([]);
  });

  it('replace a repeated message and show only the latest four', () => {
    const { notices, notify } = createNotices();
    for (const text of ['a', 'b', 'a', 'c', 'd', 'e']) notify('info', text);
    expect(notices.value.map(({ text }) => text)).toEqual(['a', 'c', 'd', 'e']);
  });

  it('run their action and disappear when its button is pressed', async () => {
    const notices = createNotices();
    const host = document.createElement('div');
    const undo = vi.fn<() => void>();
    render(h(NoticeList, { notices }), host);
    notices.notify('info', 'Closed.', { title: 'Reopen', run: undo });
    await drawn();
    const button = [...host.querySelectorAll('button')].find(({ textContent }) => textContent === 'Reopen');
    button?.click();
    await drawn();
    expect([undo.mock.calls.length, notices.notices.value, host.querySelectorAll('button').length]).toEqual([1, [], 0]);
  });
});
