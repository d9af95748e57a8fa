/** Made-up facts of machines for `inkloom doctor`. */
import type { DiskFacts, DoctorFacts } from '../../../engine/host/doctor/facts.ts';
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';

const GIB = 2 ** 30;

export const CACHE: DiskFacts = {
  use: 'cache',
  path: '/cache',
  free: 500 * GIB,
  kind: 'solid state',
  writes: 2 * GIB,
  problem: undefined,
};

export const NANO: ModelEntry = {
  name: 'nano',
  path: '/models/nano',
  isFolder: true,
  kinds: ['checkpoint', 'transformer', 'textEncoder', 'vae'],
  model: 'Qwen-Image',
  format: 'fp16',
  bytes: 29e6,
  fits: {},
};

/** A workstation on which there is nothing to change. */
export const GOOD: DoctorFacts = {
  processor: { model: 'A processor', isX86: true, usable: 16, cores: 8, instructions: ['AVX2', 'AVX512-VNNI'] },
  kernels: {
    kind: 'measured',
    runtime: '1.30.0',
    isSteady: true,
    speeds: [{ kernel: 'float32 Gemm', threads: 1, gigaflops: 88.4 }],
  },
  devices: {
    device: 'cpu',
    why: 'Models run on the processor: no GPU is found.',
    adapters: [],
    reports: [],
    cuda: 'installable',
  },
  memory: { total: 64 * GIB, limit: undefined, free: 60 * GIB, swap: { total: 8 * GIB, used: 0 }, budget: 48 * GIB },
  disks: [CACHE, { ...CACHE, use: 'output', path: '/out', writes: undefined }],
  models: [NANO],
  missingParts: [],
  versions: {
    inkloom: '0.1.0',
    node: '20.19.0',
    nodeNeeded: '>=20.19',
    sharp: '0.35.5',
    system: 'a system',
  },
  environment: { locale: 'en-US', proxies: [], own: [] },
  settings: { threads: 8, precision: 'auto' },
};
