/** When a forecast is asked for, and which answer counts. */
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createForecasts } from '../../../editor/client/forecast.ts';
import type { Forecast, ForecastResult, Workflow } from '../../../engine/protocol/index.ts';

function workflow(seed: number, view: NonNullable<Workflow['view']> = {}): Workflow {
  return { format: 'inkloom-workflow', version: 3, name: 'Test', nodes: { n: { type: 'x', inputs: { seed } } }, view };
}

function answer(seconds: number): ForecastResult {
  return { issues: [], forecast: { nodes: [], seconds, unknown: 0 } satisfies Forecast };
}

describe('forecasts', () => {
  let asked: {
    readonly workflow: Workflow;
    readonly resolve: (result: ForecastResult) => void;
    readonly reject: (error: Error) => void;
  }[];
  const ask = async (about: Workflow): Promise<ForecastResult> =>
    new Promise((resolve, reject) => asked.push({ workflow: about, resolve, reject }));
  const setUp = () => {
    const shown = signal<{ readonly id: string; readonly workflow: Workflow } | undefined>({
      id: 'a',
      workflow: workflow(1),
    });
    const occasion = signal(0);
    return { shown, occasion, ...createForecasts({ ask, shown, occasion, delay: 300 }) };
  };

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
  });
  afterEach(() => vi.useRealTimers());

  it('are asked for once after a series of changes', async () => {
    const { shown, forecast, about } = setUp();
    for (const seed of [2, 3, 4]) {
      vi.advanceTimersByTime(200);
      shown.value = { id: 'a', workflow: workflow(seed) };
    }
    vi.advanceTimersByTime(300);
    expect(asked.map((each) => each.workflow.nodes['n']?.inputs?.['seed'])).toEqual([4]);
    asked[0]?.resolve(answer(5));
    await vi.runAllTimersAsync();
    expect([forecast.value?.seconds, about.value]).toEqual([5, shown.value?.workflow]);
  });

  it('disappear once the run they were about has happened', async () => {
    const { occasion, forecast } = setUp();
    vi.advanceTimersByTime(300);
    asked[0]?.resolve(answer(5));
    await vi.runAllTimersAsync();
    occasion.value += 1;
    expect(forecast.value).toBeUndefined();
    vi.advanceTimersByTime(300);
    asked[1]?.resolve(answer(0));
    await vi.runAllTimersAsync();
    expect(forecast.value?.seconds).toBe(0);
  });

  it('ignore an answer about an older graph', async () => {
    const { shown, forecast } = setUp();
    vi.advanceTimersByTime(300);
    shown.value = { id: 'a', workflow: workflow(2) };
    vi.advanceTimersByTime(300);
    asked[1]?.resolve(answer(2));
    await vi.runAllTimersAsync();
    asked[0]?.resolve(answer(1));
    await vi.runAllTimersAsync();
    expect(forecast.value?.seconds).toBe(2);
  });

  it('are asked for again while what is known to fail is being found', async () => {
    const { issues } = setUp();
    vi.advanceTimersByTime(300);
    asked[0]?.resolve({ ...answer(5), isPartial: true });
    await vi.advanceTimersByTimeAsync(4900);
    expect(asked.length).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    asked[1]?.resolve({ ...answer(5), issues: [{ code: 'x', node: 'n', message: 'No.' }] });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked.length, issues.value.length]).toEqual([2, 1]);
  });

  it('are not asked for when nodes only move, but at every occasion', () => {
    const { shown, occasion } = setUp();
    vi.advanceTimersByTime(300);
    const { nodes } = shown.value?.workflow ?? workflow(1);
    shown.value = { id: 'a', workflow: { ...workflow(1, { nodes: { n: { x: 1, y: 1 } } }), nodes } };
    vi.advanceTimersByTime(1000);
    expect(asked.length).toBe(1);
    occasion.value = 1;
    vi.advanceTimersByTime(300);
    expect(asked.length).toBe(2);
  });

  it('stay while the server is away, and disappear with the document', async () => {
    const { shown, forecast, issues } = setUp();
    vi.advanceTimersByTime(300);
    asked[0]?.resolve({ ...answer(3), issues: [{ code: 'x', node: 'n', message: 'No.' }] });
    await vi.runAllTimersAsync();
    shown.value = { id: 'a', workflow: workflow(2) };
    vi.advanceTimersByTime(300);
    asked[1]?.reject(new Error('offline'));
    await vi.runAllTimersAsync();
    expect([forecast.value?.seconds, issues.value.length]).toEqual([3, 1]);
    shown.value = { id: 'b', workflow: workflow(1) };
    expect([forecast.value, issues.value]).toEqual([undefined, []]);
    shown.value = undefined;
    await vi.runAllTimersAsync();
    expect(asked.length).toBe(2);
  });
});
