/** Asks the server about runs. */
import type { Page } from 'playwright-core';
import type { RunDetail, RunInfo } from '../../../engine/protocol/index.ts';

/** Waits until there are at least `count` runs and none is active. @returns all runs, latest first. */
export async function endedRuns(page: Page, count: number): Promise<readonly RunInfo[]> {
  return page.evaluate(async (expected) => {
    for (;;) {
      const found = (await (await fetch('/api/runs')).json()) as RunInfo[];
      if (found.length >= expected && found.every(({ state }) => state !== 'queued' && state !== 'running'))
        return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, count);
}

export async function runDetail(page: Page, id: string): Promise<RunDetail> {
  return page.evaluate(async (run) => (await (await fetch(`/api/runs/${run}`)).json()) as RunDetail, id);
}
