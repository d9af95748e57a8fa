// What systems print of graphics adapters, and which devices follow from it.
import { describe, expect, it } from 'vitest';
import {
  adapterOfDrm,
  adaptersOfNvidia,
  adaptersOfProfiler,
  adaptersOfRegistry,
} from '../../inference/runtime/device/adapter-texts.ts';
import { candidates } from '../../inference/runtime/device/candidates.ts';
import { cudaInstall } from '../../inference/runtime/device/cuda-install.ts';
import { memoryOf } from '../../inference/runtime/device/weight-budget.ts';

const GIB = 2 ** 30;

describe('an adapter', () => {
  it('of Linux has vendor, driver and, where its driver tells, memory', () => {
    const uevent = 'DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:744C\nPCI_SUBSYS_ID=1EAE:7901\n';
    expect(adapterOfDrm(uevent, '25753026560\n')).toEqual({
      name: 'AMD 1002:744C',
      driver: 'amdgpu',
      memory: 25753026560,
    });
    const intel = { name: 'Intel 8086:A780', driver: 'i915', memory: undefined };
    expect(adapterOfDrm('DRIVER=i915\nPCI_ID=8086:A780\n', '')).toEqual(intel);
  });

  it('of NVIDIA is told by its own program, and not twice', () => {
    expect(adaptersOfNvidia('NVIDIA GeForce RTX 4090, 550.54.14, 24564\nTesla T4, 550.54.14, 15360\n')).toEqual([
      { name: 'NVIDIA GeForce RTX 4090', driver: '550.54.14', memory: 24564 * 2 ** 20 },
      { name: 'NVIDIA Tesla T4', driver: '550.54.14', memory: 15 * GIB },
    ]);
    expect(adapterOfDrm('DRIVER=nvidia\nPCI_ID=10DE:2684\n', '')).toBeUndefined();
    expect(adaptersOfNvidia('')).toEqual([]);
  });

  it.each([
    ['one', '{"DriverDesc":"AMD Radeon RX 7900","DriverVersion":"31.0","Memory":21458059264}'],
    ['a list', '[{"DriverDesc":"AMD Radeon RX 7900","DriverVersion":"31.0","Memory":21458059264}]'],
    [
      'a list with a mirror driver',
      '[{"DriverDesc":"Microsoft Remote Display Adapter","DriverVersion":"10","Memory":null},' +
        '{"DriverDesc":"AMD Radeon RX 7900","DriverVersion":"31.0","Memory":21458059264}]',
    ],
  ])('of Windows is read from %s', (_name, printed) => {
    expect(adaptersOfRegistry(printed)).toEqual([{ name: 'AMD Radeon RX 7900', driver: '31.0', memory: 21458059264 }]);
  });

  it('of macOS is named by its profiler', () => {
    const rest = { driver: '24.0', memory: 16 * GIB };
    const printed = '{"SPDisplaysDataType":[{"_name":"Apple M3","sppci_model":"Apple M3 Pro"}]}';
    expect(adaptersOfProfiler(printed, rest)).toEqual([{ name: 'Apple M3 Pro', ...rest }]);
  });

  it('is none where a program prints something else', () => {
    expect([adaptersOfRegistry('error'), adaptersOfProfiler('{}', { driver: undefined, memory: 1 })]).toEqual([[], []]);
  });
});

describe('the memory of a device', () => {
  const [small, large] = [
    { name: 'AMD 1002:164E', driver: 'amdgpu', memory: GIB },
    { name: 'NVIDIA RTX', driver: '1', memory: 24 * GIB },
  ];
  const unknown = { name: 'Intel 8086:A780', driver: 'i915', memory: undefined };

  it.each([
    ['webgpu', 24 * GIB],
    ['webgpu:1', GIB],
    ['cuda', 24 * GIB],
    ['cuda:1', undefined],
  ] as const)('of %s is that of its adapter', (name, memory) => {
    expect(memoryOf({ name }, [small, unknown, large])).toBe(memory);
    expect(memoryOf({ name }, [unknown])).toBeUndefined();
  });
});

describe('devices to test', () => {
  const adapters = [{ name: 'A GPU', driver: '1', memory: 8 * GIB }];

  it.each([
    ['linux', 'x64', true, ['cuda', 'webgpu']],
    ['linux', 'x64', false, ['webgpu']],
    ['linux', 'arm64', false, []],
    ['win32', 'arm64', false, ['webgpu', 'dml']],
    ['darwin', 'arm64', false, ['webgpu', 'coreml']],
    ['darwin', 'x64', false, []],
    ['freebsd', 'x64', false, []],
  ] as const)('of %s on %s, with CUDA: %s', (platform, arch, hasCuda, names) => {
    expect(candidates(adapters, { platform, arch, hasCuda })).toEqual(names);
    expect(candidates([], { platform, arch, hasCuda })).toEqual([]);
  });
});

describe('the library for CUDA', () => {
  it.each([
    ['win32', 'x64', /Linux on x64 only.* webgpu and dml/],
    ['linux', 'arm64', /this is linux on arm64\.$/],
  ])('cannot be had for %s on %s, and why is said', (platform, arch, why) => {
    expect(cudaInstall({ platform, arch })).toEqual({ kind: 'impossible', why: expect.stringMatching(why) as unknown });
  });

  it("is loaded by the installer of onnxruntime's own package", () => {
    const found = cudaInstall({ platform: 'linux', arch: 'x64' });
    expect(found).toMatchObject({
      kind: 'installable',
      program: [expect.stringMatching(/onnxruntime-node.script.install\.js$/), '--onnxruntime-node-install=cuda12'],
    });
  });
});
