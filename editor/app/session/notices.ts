/** Notices: short messages that disappear by themselves, errors and those with a button later than the others. */
import { type Signal, signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import type { Editor, Notice } from '../../editor-context.ts';

/** How long a notice stays, in milliseconds. */
const STAY = { info: 5000, done: 4000, error: 12_000 } as const;
/** The least time for a notice with a button. */
const WITH_ACTION = 10_000;
/** The least time a notice stays after the pointer has left it. */
const AFTER_HOLD = 2000;
/** Timers are this much late, so that the notice they are for is due. */
const SLACK = 10;
/** The most notices at a time; older ones are dropped. */
const MOST = 4;

export interface Notices {
  readonly notices: Signal<readonly Notice[]>;
  readonly notify: Editor['notify'];
  readonly dismiss: (id: string) => void;
  /** While held, because the pointer or the focus is on them, notices stay. */
  readonly hold: (held: boolean) => void;
}

export function createNotices(): Notices {
  const notices = signal<readonly Notice[]>([]);
  /** When each notice disappears, in milliseconds since the epoch. */
  const due = new Map<string, number>();
  let held = false;
  const dismiss = (id: string): void => {
    due.delete(id);
    notices.value = notices.peek().filter((notice) => notice.id !== id);
    // An element that is removed under the pointer fires no `pointerleave`.
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
      // A repeated message replaces the earlier notice.
      const others = notices.peek().filter((notice) => notice.text !== text || notice.kind !== kind);
      const id = nanoid();
      const stay = action ? Math.max(WITH_ACTION, STAY[kind]) : STAY[kind];
      due.set(id, Date.now() + stay);
      notices.value = [...others, { id, kind, text, action }].slice(-MOST);
      setTimeout(sweep, stay + SLACK);
    },
    hold(now) {
      held = now;
      if (now) return;
      const earliest = Date.now() + AFTER_HOLD;
      for (const [id, time] of due) due.set(id, Math.max(time, earliest));
      setTimeout(sweep, AFTER_HOLD + SLACK);
    },
  };
}
