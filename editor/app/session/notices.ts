/** Notices: short sentences that come and go by themselves, except those with something to do or to know. */
import { type Signal, signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import type { Editor, Notice } from '../../editor-context.ts';

/** Milliseconds. */
const STAY = { info: 5000, done: 4000, error: 12_000 } as const;
const WITH_ACTION = 10_000;
const MOST = 4;

export interface Notices {
  readonly notices: Signal<readonly Notice[]>;
  readonly notify: Editor['notify'];
  readonly dismiss: (id: string) => void;
  /** While the pointer or the focus is on them, they stay. */
  readonly hold: (held: boolean) => void;
}

export function createNotices(): Notices {
  const notices = signal<readonly Notice[]>([]);
  const due = new Map<string, number>();
  let held = false;
  const dismiss = (id: string): void => {
    due.delete(id);
    notices.value = notices.peek().filter((notice) => notice.id !== id);
    // The pointer leaves what is not there any more without a word.
    if (notices.peek().length === 0) held = false;
  };
  const sweep = (): void => {
    if (held) return;
    const now = Date.now();
    for (const [id, time] of due) if (time <= now) dismiss(id);
  };
  return {
    notices,
    dismiss,
    notify(kind, text, action) {
      // The same sentence twice is one notice.
      const others = notices.peek().filter((notice) => notice.text !== text || notice.kind !== kind);
      const id = nanoid();
      const stay = action ? Math.max(WITH_ACTION, STAY[kind]) : STAY[kind];
      due.set(id, Date.now() + stay);
      notices.value = [...others, { id, kind, text, action }].slice(-MOST);
      setTimeout(sweep, stay + 10);
    },
    hold(now) {
      held = now;
      if (now) return;
      for (const id of due.keys()) due.set(id, Math.max(due.get(id) ?? 0, Date.now() + 2000));
      setTimeout(sweep, 2010);
    },
  };
}
