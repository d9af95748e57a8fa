/** What the page knows of the server itself: its log, and its status. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEntry, ServerStatus } from '../../../engine/protocol/index.ts';
import { createServerLog } from '../../../editor/client/server-log.ts';
import { createStatus } from '../../../editor/client/server-status.ts';

const entry = (id: number): LogEntry => ({ id, time: id, level: 'info', kind: 'server', text: `line ${id}` });

describe('the log', () => {
  it('is asked for when it is opened, and follows from then on without repeats', async () => {
    let answer: (entries: readonly LogEntry[]) => void = () => {};
    const ask = vi.fn<() => Promise<readonly LogEntry[]>>(
      () => new Promise<readonly LogEntry[]>((resolve) => (answer = resolve)),
    );
    const log = createServerLog(ask);
    log.take(entry(1));
    expect(ask).not.toHaveBeenCalled();
    log.open();
    log.open();
    expect(ask).toHaveBeenCalledTimes(1);
    log.take(entry(3));
    log.take(entry(4));
    answer([entry(1), entry(2), entry(3)]);
    await vi.waitFor(() => expect(log.entries.value.map(({ id }) => id)).toEqual([1, 2, 3, 4]));
    log.take(entry(4));
    expect(log.entries.value).toHaveLength(4);
  });

  it('stays cleared after a lost connection, but not after a new start of the server', async () => {
    let kept = [entry(1), entry(2)];
    const log = createServerLog(async () => kept);
    log.open();
    await vi.waitFor(() => expect(log.entries.value).toHaveLength(2));
    log.clear();
    kept = [...kept, entry(3)];
    log.reconnected();
    await vi.waitFor(() => expect(log.entries.value).toEqual([entry(3)]));
    kept = [entry(1)];
    log.reconnected();
    await vi.waitFor(() => expect(log.entries.value).toEqual([entry(1)]));
  });

  it('keeps the latest thousand, and says why there is none', async () => {
    const log = createServerLog(async () => {
      throw new Error('Settings are for the operator.');
    });
    log.open();
    await vi.waitFor(() => expect(log.failure.value).toBe('Settings are for the operator.'));
    for (let id = 1; id <= 1005; id += 1) log.take(entry(id));
    expect([log.entries.value.length, log.entries.value[0]?.id]).toEqual([1000, 6]);
  });
});

describe('the status', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked for while somebody looks and the page can be seen', async () => {
    let isSeen = true;
    const ask = vi.fn<() => Promise<ServerStatus>>(async () => ({ device: 'cpu' }) as ServerStatus);
    const status = createStatus(ask, () => isSeen);
    expect(ask).not.toHaveBeenCalled();
    const [end, endOther] = [status.watch(), status.watch()];
    await vi.advanceTimersByTimeAsync(0);
    expect(status.now.value?.device).toBe('cpu');
    const before = ask.mock.calls.length;
    await vi.advanceTimersByTimeAsync(6500);
    expect(ask.mock.calls.length - before).toBe(2);
    isSeen = false;
    await vi.advanceTimersByTimeAsync(9000);
    expect(ask.mock.calls.length - before).toBe(2);
    isSeen = true;
    end();
    await vi.advanceTimersByTimeAsync(3000);
    expect(ask.mock.calls.length - before).toBe(3);
    endOther();
    await vi.advanceTimersByTimeAsync(9000);
    expect(ask.mock.calls.length - before).toBe(3);
  });
});
