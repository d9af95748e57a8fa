// Devices that fail when a session is created, and while it runs. The client goes on, and so does the run where `auto`
// had chosen the device. No test here needs a GPU.
import { expect, it } from 'vitest';
import type { SettledComponent } from '../../inference/families/requests.ts';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import type { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import type { DeviceName } from '../../inference/onnx/devices/names.ts';
import { emitOne } from '../../inference/onnx/emitter.ts';
import { cpuKernels } from '../../inference/onnx/kernels/cpu.ts';
import { Residents } from '../../inference/runtime/residents.ts';
import { float32 } from '../../inference/tensor.ts';
import { client, component, step } from '../runtime/support.ts';

/** CUDA's library is no part of the package, so that a session cannot be created. */
const BROKEN: DeviceName = 'cuda';

function settledOn(name: DeviceName): SettledComponent {
  const device = { name, kernels: 1, activationBytes: 2 ** 30, except: [] };
  return { graphs: 1, held: { transformer: 'fp32' }, device };
}

it('a device that was set and cannot be used fails the request, and the client lives', async () => {
  const inference = client({ device: BROKEN });
  await expect(inference.request('denoiseStep', step())).rejects.toMatchObject({
    code: 'device-failed',
    message: expect.stringMatching(/^The device "cuda" failed: .*shared library/) as unknown,
  });
  expect(await inference.request('status', {})).toMatchObject({ loaded: [] });
});

it('a device that was chosen and fails is left for the processor, which gives its own numbers', async () => {
  const told: string[] = [];
  const inference = client({ onRestart: (sentence) => told.push(sentence), precision: 'fp32' });
  const request = step();
  const chosen = { ...request, transformer: { ...request.transformer, settled: settledOn(BROKEN) } };
  const { latents } = await inference.request('denoiseStep', chosen);
  expect(told).toEqual([
    expect.stringMatching(
      /^The device "cuda" failed: .*\. Models run on the processor until Inkloom is started again\.$/,
    ),
  ]);
  expect(latents.data).toEqual((await client({ precision: 'fp32' }).request('denoiseStep', request)).latents.data);
  // The run goes on with components that were settled before, and is told no second time.
  expect((await inference.request('denoiseStep', chosen)).latents.data).toEqual(latents.data);
  expect(told).toHaveLength(1);
  expect(await inference.device()).toMatchObject({ device: 'cpu', why: told[0] });
});

it('a device that is lost while it runs fails with a sentence that names it', async () => {
  // The second row index is the number of columns, which is no row.
  const lost: Device = {
    ...cpu,
    name: 'webgpu',
    isHost: false,
    kernels: {
      ...cpuKernels,
      linear(e, x, weight, bias) {
        const y = cpuKernels.linear(e, x, weight, bias);
        const [sizes] = e.emit('Shape', [x], [{ dtype: 'int64', shape: [2] }]);
        return emitOne(
          e,
          'Add',
          [y, emitOne(e, 'ReduceSum', [emitOne(e, 'Gather', [y, sizes], ['n', 'm'])], [])],
          y.shape,
        );
      },
    },
  };
  const settings = { device: 'webgpu', budgets: { cpu: 2 ** 30 }, precision: 'fp32', families: [] } as const;
  const residents = new Residents(settings, new FamilyRegistry(), undefined, () => lost);
  const transformer = (await residents.get('transformer', component('transformer'))) as Transformer;
  const { inChannels, textWidth } = transformer.config;
  const run = transformer.predict({
    latents: float32(new Float32Array(4 * inChannels), [4, inChannels]),
    text: float32(new Float32Array(2 * textWidth), [2, textWidth]),
    timestep: 1,
    grids: [{ frames: 1, height: 2, width: 2 }],
  });
  await expect(run).rejects.toMatchObject({
    code: 'device-failed',
    message: expect.stringMatching(/^The device "webgpu" failed: .*out of data bounds/) as unknown,
  });
});
