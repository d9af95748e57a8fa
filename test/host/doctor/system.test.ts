/** What systems tell of the machine, read from what they print, and the command as a whole. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { doctor } from '../../../engine/cli/commands/doctor.ts';
import { doctorText } from '../../../engine/cli/report/doctor-text.ts';
import { readEnvironment } from '../../../engine/host/doctor/environment.ts';
import type { DoctorFacts } from '../../../engine/host/doctor/facts.ts';
import { swapIn } from '../../../engine/host/doctor/memory.ts';
import { coresInCpuinfo, coresPrinted } from '../../../inference/runtime/processor/cores.ts';
import { instructionsInCpuinfo, instructionsPrinted } from '../../../inference/runtime/processor/instructions.ts';
import { GOOD } from './facts.ts';

const thread = (socket: number, core: number): string =>
  `processor\t: 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t\t: fpu avx2 avx512_vnni amx_int8\n`;

describe('cores', () => {
  it('of Linux are counted once for both threads, and apart for two sockets', () => {
    expect(coresInCpuinfo([thread(0, 0), thread(0, 0), thread(0, 1), thread(1, 0)].join('\n'))).toBe(3);
  });

  it('of Linux on ARM are not told', () => {
    expect(coresInCpuinfo('processor\t: 0\nFeatures\t: fp asimd\n')).toBeUndefined();
  });

  it.each([
    ['hw.physicalcpu: 10\nhw.optional.arm.FEAT_I8MM: 1\n', 10],
    ['24\r\n', 24],
    ['', undefined],
    ['0\r\n', undefined],
  ])('are read from what macOS and Windows print: %j', (printed, cores) => {
    expect(coresPrinted(printed)).toBe(cores);
  });
});

describe('instruction sets', () => {
  it('of Linux have their usual names', () => {
    expect(instructionsInCpuinfo(thread(0, 0))).toEqual(['AVX2', 'AVX512-VNNI', 'AMX int8']);
    expect(instructionsInCpuinfo('Features\t: fp asimd asimddp i8mm\n')).toEqual(['dotprod', 'i8mm']);
    expect(instructionsInCpuinfo('')).toBeUndefined();
  });

  it('of macOS are those it prints as 1', () => {
    const printed = 'hw.physicalcpu: 8\nhw.optional.arm.FEAT_DotProd: 1\nhw.optional.arm.FEAT_I8MM: 0\n';
    expect(instructionsPrinted(printed)).toEqual(['dotprod']);
  });
});

it('reads swap in bytes', () => {
  expect(swapIn('MemTotal:  100 kB\nSwapTotal:       2048 kB\nSwapFree:        1024 kB\n')).toEqual({
    total: 2 ** 21,
    used: 2 ** 20,
  });
  expect(swapIn('')).toBeUndefined();
});

it('names variables and never shows their values', () => {
  const facts = readEnvironment({ HTTPS_PROXY: 'http://me:secret@proxy', INKLOOM_TOKEN: 'secret', INKLOOM_CACHE: '' });
  expect(facts).toMatchObject({ proxies: ['HTTPS_PROXY'], own: ['INKLOOM_TOKEN'] });
  expect(JSON.stringify(facts)).not.toContain('secret');
});

it('reports as text: facts, then problems, then advice', () => {
  const text = doctorText(GOOD, ['Something is missing.'], []);
  expect(text).toMatch(/^Processor\n {2}model +A processor\n {2}cores +8; 16 threads usable, 8 for models\n/);
  expect(text).toContain('Kernels\n  float32 Gemm  88 GF/s on 1 thread\n');
  expect(text).toMatch(/Problems\n {2}Something is missing\.\n\nFor more speed: nothing to change$/);
});

describe('inkloom doctor', { timeout: 30_000 }, () => {
  async function run(
    ...args: readonly string[]
  ): Promise<{ facts: DoctorFacts & { problems: string[] }; code: number }> {
    const lines: string[] = [];
    const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    try {
      const code = await doctor([...args, '--json']);
      return { facts: JSON.parse(lines.join('')) as DoctorFacts & { problems: string[] }, code };
    } finally {
      output.mockRestore();
    }
  }

  it('measures this machine and finds it usable', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'inkloom-doctor-'));
    const { facts, code } = await run('--cache', cache, '--threads', '2');
    expect(facts.problems).toEqual([]);
    expect(code).toBe(0);
    const speeds = facts.kernels.kind === 'measured' ? facts.kernels.speeds : [];
    expect(speeds.map(({ kernel, threads }) => [kernel, threads])).toEqual([
      ['float32 Gemm', 1],
      ['float32 Gemm', 2],
      ['int8, packed', 2],
      ['int8, where it lies', 2],
    ]);
    // No processor that onnxruntime runs on takes longer than a naive loop, or is a thousand times faster.
    for (const { gigaflops } of speeds) expect(gigaflops).toSatisfy((speed: number) => speed > 0.1 && speed < 10_000);
    expect(facts.disks[0]).toMatchObject({ use: 'cache', path: cache });
    expect(facts.disks[0]?.writes).toBeGreaterThan(0);
    expect(facts.models.map(({ name }) => name)).toContain('nano');
  });

  it('ends with 1 when the cache cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-doctor-'));
    await writeFile(join(folder, 'file'), '');
    const { facts, code } = await run('--cache', join(folder, 'file', 'cache'));
    expect(facts.problems).toEqual([expect.stringContaining('Name another: --cache FOLDER.')]);
    expect(code).toBe(1);
  });
});
