// The device of a client: chosen once, told to the operator when it is new, given up when it fails.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { InferenceError } from '../../inference/errors.ts';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import type { SelfTest } from '../../inference/onnx/measure/self-test.ts';
import type { RuntimeSettings } from '../../inference/runtime/protocol.ts';
import { Settler, type SettlerOptions } from '../../inference/runtime/device/settler.ts';

const KERNEL = { kernel: 'attention', error: 0, seconds: 1, hostSeconds: 9, gigaflops: 1 };
const PASSED: SelfTest = { kernels: [KERNEL], speed: 9, agrees: true };
const WHY = 'Large models run on webgpu, which is 9.0 times as fast as the processor and agrees with it.';

/** A settler of a machine with a GPU, whose inference process answers as it is told. */
function settler(prepared: string, device: RuntimeSettings['device'] = 'auto') {
  const [told, asked]: [string[], string[]] = [[], []];
  const ask = (async (operation: string) => {
    asked.push(operation);
    return operation === 'testDevice' ? PASSED : {};
  }) as unknown as SettlerOptions['ask'];
  const own = new Settler({
    settings: { device, budgets: { cpu: 2 ** 30 }, precision: 'auto', families: [], prepared },
    families: new FamilyRegistry([]),
    ask,
    tell: (sentence) => told.push(sentence),
    facts: {
      adapters: async () => [{ name: 'A GPU', driver: '1', memory: 2 ** 33 }],
      drivers: async () => [],
      candidates: () => ['webgpu'],
    },
  });
  return { own, told, asked };
}

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

it('a device is tested once, and told when it is new', async () => {
  const prepared = await folder();
  const { own, told, asked } = settler(prepared);
  const [first, second] = await Promise.all([own.device(), own.device()]);
  expect(first).toBe(second);
  expect([first.device, told, asked]).toEqual(['webgpu', [WHY], ['status', 'testDevice']]);
  const next = settler(prepared);
  expect(await next.own.device()).toEqual(first);
  expect([next.told, next.asked]).toEqual([[], []]);
});

it('a device that was set is tested for those who ask, and the processor never', async () => {
  const set = settler(await folder(), 'webgpu');
  expect(await set.own.device()).toMatchObject({
    device: 'webgpu',
    why: 'All models run on webgpu, as it was set.',
    reports: [{ outcome: 'passed' }],
  });
  const host = settler(await folder(), 'cpu');
  expect(await host.own.device()).toMatchObject({ device: 'cpu', reports: [] });
  expect(host.asked).toEqual([]);
});

it('only a request to a chosen device gives it up, and only once', async () => {
  const { own, told } = settler(await folder());
  const failed = new InferenceError('device-failed', 'The device "webgpu" failed: lost');
  const settled = { graphs: 1, held: {}, device: { name: 'webgpu', kernels: 1, activationBytes: 1, except: [] } };
  const request = { transformer: { dir: 'a', digest: 'b', settled }, latents: new Float32Array(1) };
  expect(own.giveUp({ operation: 'denoiseStep', request: { transformer: { dir: 'a', digest: 'b' } } }, failed)).toBe(
    false,
  );
  expect(own.giveUp({ operation: 'testDevice', request }, failed)).toBe(false);
  expect(own.withoutFailed(request)).toBe(request);
  expect(own.giveUp({ operation: 'denoiseStep', request }, failed)).toBe(true);
  expect(own.giveUp({ operation: 'denoiseStep', request }, failed)).toBe(false);
  expect(told).toEqual([
    'The device "webgpu" failed: lost. Models run on the processor until Inkloom is started again.',
  ]);
  expect(own.withoutFailed(request)).toEqual({
    ...request,
    transformer: { dir: 'a', digest: 'b', settled: { graphs: 1, held: {} } },
  });
});
