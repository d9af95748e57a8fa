// A device that runs out of memory: less of it is used, and the work is done again.
import { expect, it } from 'vitest';
import { InferenceError } from '../../inference/errors.ts';
import { DeviceMemory } from '../../inference/onnx/streaming/device-memory.ts';
import { withinMemory } from '../../inference/runtime/device/within-memory.ts';

const MIB = 2 ** 20;
const ranOut = (): InferenceError => new InferenceError('out-of-memory', 'Not enough memory', { received: 'Vulkan' });

/** A component that takes whatever it may, up to 400 MiB, of a device that has less than it says. */
function device(real: number, limit: number) {
  const memory = new DeviceMemory(limit);
  let held = 0;
  const tenant = {
    get held() {
      return held;
    },
    leave: async () => {
      memory.count(-held);
      held = 0;
    },
  };
  const work = async (): Promise<number> => {
    const room = Math.min(400 * MIB, await memory.room(tenant, 400 * MIB, 160 * MIB));
    memory.count(room - held);
    held = room;
    if (held > real) throw ranOut();
    return held;
  };
  return { memory, work };
}

it('is used less, the work is repeated, and each time a sentence says so', async () => {
  const { memory, work } = device(250 * MIB, 1000 * MIB);
  const told: string[] = [];
  const used = await withinMemory(new Map([['webgpu', memory]]), work, (sentence) => told.push(sentence));
  expect(used).toBe(225 * MIB);
  expect(memory.limit).toBe(225 * MIB);
  expect(told).toEqual([
    expect.stringMatching(/^The device "webgpu" ran out of memory\. From now on at most 300 MiB .* --vram\.$/),
    expect.stringContaining('at most 225 MiB'),
  ]);
});

it('is given up when not even the least fits', async () => {
  const { memory, work } = device(150 * MIB, 1000 * MIB);
  const failed = withinMemory(new Map([['webgpu', memory]]), work, () => {});
  await expect(failed).rejects.toMatchObject({ code: 'out-of-memory', details: { field: 'vram' } });
  expect(memory.used).toBe(0);
});

it('is left as it is by other failures, and by those of a device that holds nothing', async () => {
  const { memory, work } = device(90 * MIB, 1000 * MIB);
  const memories = new Map([['webgpu', memory]]);
  const told: string[] = [];
  const tell = (sentence: string): void => void told.push(sentence);
  await expect(withinMemory(memories, () => Promise.reject(ranOut()), tell)).rejects.toThrow('Not enough');
  await expect(work()).rejects.toThrow('Not enough');
  await expect(withinMemory(memories, () => Promise.reject(new Error('other')), tell)).rejects.toThrow('other');
  expect(told).toEqual([]);
  expect(memory.limit).toBe(1000 * MIB);
});
