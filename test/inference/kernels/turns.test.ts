// When kernels are timed and for how long that counts, with kernels and clocks that do as they are told.
import { describe, expect, test } from 'vitest';
import { MachineIntegers } from '../../../inference/onnx/kernels/machine-integers.ts';
import { timeInTurns } from '../../../inference/onnx/measure/turns.ts';

/** What a run of a kernel takes, and how often it is interrupted; the last one is repeated. */
type Script = readonly (readonly [time: number, interruptions: number])[];

function scripted(scripts: Readonly<Record<string, Script>>) {
  let [time, interruptions] = [0, 0];
  const order: string[] = [];
  const contenders = Object.entries(scripts).map(([name, script]) => {
    let next = 0;
    const run = async (): Promise<void> => {
      const [took, interrupted] = script[Math.min(next, script.length - 1)] ?? [NaN, 0];
      next += 1;
      time += took;
      interruptions += interrupted;
      order.push(name);
    };
    return [name, run] as const;
  });
  const clock = { time: () => time, interruptions: () => interruptions };
  return { order, clock, contenders: Object.fromEntries(contenders) };
}

async function timed(scripts: Readonly<Record<string, Script>>) {
  const { order, clock, contenders } = scripted(scripts);
  return { ...(await timeInTurns(contenders, clock)), order };
}

describe('kernels in turns', () => {
  test('of a calm machine take four rounds, in which each runs once', async () => {
    const { order, least, isSteady } = await timed({ float32: [[10, 0]], int8: [[4, 0]] });
    expect(order).toEqual(['float32', 'int8', 'float32', 'int8', 'float32', 'int8', 'float32', 'int8']);
    expect({ least, isSteady }).toEqual({ least: { float32: 10, int8: 4 }, isSteady: true });
  });

  test('keep their ratio although other work slows the first rounds down, and one kernel more', async () => {
    const slowed: Script = [...Array.from({ length: 5 }, () => [40, 3] as const), [4.2, 0], [4, 0], [4.1, 0]];
    const { order, least, isSteady } = await timed({
      float32: [
        [30, 2],
        [12, 1],
        [10, 0],
      ],
      int8: slowed,
    });
    expect(order.length).toBeGreaterThan(10);
    expect({ least, isSteady }).toEqual({ least: { float32: 10, int8: 4 }, isSteady: true });
  });

  test.for<readonly [string, Script]>([
    ['never agree', Array.from({ length: 16 }, (_, i) => [100 * 0.8 ** i, 0])],
    ['are always interrupted', [[4, 1]]],
    [
      'are fastest when interrupted, so that the floor is not theirs',
      [
        [3, 1],
        [4, 0],
      ],
    ],
  ])('are not steady when runs %s, and end all the same', async ([, script]) => {
    const { order, isSteady } = await timed({ float32: [[10, 0]], int8: script });
    expect(isSteady).toBe(false);
    expect(order).toHaveLength(32);
  });
});

describe('the choice within a process', () => {
  const machine = (...steady: readonly boolean[]) => {
    const calls: boolean[] = [];
    let now = 0;
    const integers = new MachineIntegers(
      async ({ again = false }) => {
        const isSteady = steady[calls.length] ?? true;
        calls.push(again);
        return {
          saturates: false,
          isSteady,
          rowScale: 'absmax',
          speed: calls.length,
          gigaflops: { float32: 1, int8Packed: 1, int8Mapped: 1 },
          errors: { absmax: 0.01, headroom: 0.01 },
        };
      },
      () => now,
    );
    return { calls, integers, wait: (milliseconds: number) => void (now += milliseconds) };
  };

  test('of a calm machine is asked for once, unless somebody wants it anew', async () => {
    const { calls, integers, wait } = machine();
    await Promise.all([integers.get(), integers.get()]);
    wait(1e9);
    expect((await integers.get()).speed).toBe(1);
    expect((await integers.get({ again: true })).speed).toBe(2);
    expect((await integers.get()).speed).toBe(2);
    expect(calls).toEqual([false, true]);
  });

  test('of a busy one counts for a minute', async () => {
    const { calls, integers, wait } = machine(false, false, true);
    await integers.get();
    wait(59_999);
    expect((await integers.get()).speed).toBe(1);
    wait(1);
    expect((await integers.get()).speed).toBe(2);
    wait(60_000);
    expect((await integers.get()).speed).toBe(3);
    wait(1e9);
    expect((await integers.get()).speed).toBe(3);
    expect(calls).toHaveLength(3);
  });
});
