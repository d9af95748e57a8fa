// kill -9 of the inference process at random points of a run: the run goes on and gives the picture it always gives.
import { describe, expect, it } from 'vitest';
import { MemoryCache } from '../../engine/cache/memory.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import type { RunEvent } from '../../engine/run/events.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE } from '../../nodes/sockets.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { output, registry } from './support.ts';

const STEPS = 6;
const MODEL_NODE = /^(positive|negative|decode|denoise\/step-\d+)$/;

async function textToImage(): Promise<Graph> {
  const settings = ['model=tiny-random', 'prompt=A red fox', 'width=128', 'height=128', `steps=${STEPS}`, 'seed=3'];
  return applySettings(await loadWorkflow(repoPath('workflows/text-to-image.json')), settings, registry);
}

interface Watched {
  readonly result: RunResult;
  /** Processes that were killed. */
  readonly kills: number;
}

/**
 * Runs the workflow; `mayKill` is asked once for every start of a node that runs a model, and again for its repeats.
 */
async function run(mayKill: (node: string, kills: number) => boolean): Promise<Watched> {
  const standard = standardServices({ modelFolders: [repoPath('models')] });
  const engine = new Engine({ registry, services: standard.services, cache: new MemoryCache() });
  let kills = 0;
  /** Kills the process of a node some time after its start, and its successors while `mayKill` says so. */
  const hunt = async (node: string): Promise<void> => {
    for (let here = 0; mayKill(node, here); here += 1) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
      const { pid } = standard.inference;
      if (pid === undefined) return;
      try {
        process.kill(pid, 'SIGKILL');
        kills += 1;
      } catch {
        // It had died already.
      }
    }
  };
  const hunts: Promise<void>[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'node-started' && MODEL_NODE.test(event.node)) hunts.push(hunt(event.node));
  };
  try {
    const result = await engine.run(await textToImage(), { targets: ['decode'], onEvent });
    await Promise.all(hunts);
    return { result, kills };
  } finally {
    await standard.close();
  }
}

describe('kill -9 of the inference process', { timeout: 120_000 }, () => {
  it('at every step of a run, at random points: the same picture, and every step is done once', async () => {
    const calm = await run(() => false);
    const hunted = await run((_node, here) => here < 1);
    expect(hunted.result.failures).toEqual([]);
    expect(hunted.kills).toBeGreaterThan(3);
    expect(output(hunted.result, 'decode', 'image', IMAGE)).toEqual(output(calm.result, 'decode', 'image', IMAGE));
    expect(hunted.result.executed.toSorted()).toEqual(calm.result.executed.toSorted());
  });
});
