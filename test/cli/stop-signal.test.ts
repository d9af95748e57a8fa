// The command at the signals of terminals, service managers, and Windows' console.
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toleratePipes } from '../../engine/cli/print.ts';
import { onStopSignal } from '../../engine/cli/stop-signal.ts';

const raise = (signal: NodeJS.Signals): boolean => process.emit(signal, signal);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a signal to stop', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const)(
    '%s asks once; later ones end the process',
    (signal) => {
      vi.useFakeTimers();
      const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
      const stop = vi.fn<() => void>();
      const endWatch = onStopSignal(stop);
      raise(signal);
      // npm and shells pass on the signal that the terminal has sent.
      vi.advanceTimersByTime(100);
      raise(signal);
      expect([stop.mock.calls.length, exit.mock.calls.length]).toEqual([1, 0]);
      vi.advanceTimersByTime(1000);
      raise('SIGINT');
      endWatch();
      expect([stop.mock.calls.length, exit.mock.calls]).toEqual([1, [[130]]]);
    },
  );

  it('is no longer watched when the command is done', () => {
    const before = process.listenerCount('SIGHUP');
    const endWatch = onStopSignal(() => {});
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    endWatch();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });
});

describe('an error of the output', () => {
  const failing = (isTTY: boolean, code: string): (() => boolean) => {
    const stream = Object.assign(new EventEmitter(), { isTTY }) as unknown as NodeJS.WriteStream;
    toleratePipes([stream]);
    return () => stream.emit('error', Object.assign(new Error(code), { code }));
  };

  it('is tolerated when the terminal was closed or the reader is gone', () => {
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    failing(true, 'EIO')();
    failing(false, 'EPIPE')();
    expect(exit).not.toHaveBeenCalled();
  });

  it('ends the process when a file cannot be written', () => {
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    failing(false, 'ENOSPC')();
    expect(exit.mock.calls).toEqual([[1]]);
  });
});
