/** The findings of `inkloom doctor`, as people read them. */
import { formatBytes } from '../../../inference/index.ts';
import { deviceRows } from './device-rows.ts';
import type { DiskFacts, DoctorFacts, KernelFacts, MemoryFacts } from '../../host/doctor/facts.ts';

type Row = readonly [name: string, value: string];

interface Section {
  readonly heading: string;
  readonly rows: readonly Row[];
}

/**
 * @param problems that keep pictures from being made.
 * @param advice for speed.
 */
export function doctorText(facts: DoctorFacts, problems: readonly string[], advice: readonly string[]): string {
  const found = sections(facts)
    .filter(({ rows }) => rows.length > 0)
    .map(({ heading, rows }) => [heading, ...aligned(rows)].join('\n'));
  return [...found, list('Problems', problems, 'none'), list('For more speed', advice, 'nothing to change')].join(
    '\n\n',
  );
}

function sections({
  processor,
  kernels,
  devices,
  memory,
  disks,
  models,
  missingParts,
  ...rest
}: DoctorFacts): Section[] {
  const { versions, environment, settings } = rest;
  const cores = processor.cores === undefined ? 'not told by the system' : String(processor.cores);
  return [
    {
      heading: 'Processor',
      rows: [
        ['model', processor.model],
        ['cores', `${cores}; ${processor.usable} threads usable, ${settings.threads} for models`],
        ['instructions', processor.instructions ? namesText(processor.instructions) : 'not told by the system'],
      ],
    },
    { heading: 'Kernels', rows: kernelRows(kernels) },
    { heading: 'Graphics', rows: deviceRows(devices) },
    { heading: 'Memory', rows: memoryRows(memory) },
    { heading: 'Disks', rows: disks.map((disk): Row => [disk.use, diskText(disk)]) },
    {
      heading: 'Models',
      rows: [
        ...models.map(({ name, model, format, bytes }): Row => [name, `${model}, ${format}, ${formatBytes(bytes)}`]),
        ...missingParts.map((sentence): Row => ['missing', sentence]),
      ],
    },
    {
      heading: 'Versions',
      rows: [
        ['inkloom', versions.inkloom],
        ['Node', `${versions.node} (needed: ${versions.nodeNeeded})`],
        ['onnxruntime', kernels.kind === 'measured' ? kernels.runtime : 'cannot be loaded'],
        ['sharp', versions.sharp ?? 'cannot be loaded'],
        ['system', versions.system],
      ],
    },
    {
      heading: 'Environment',
      rows: [
        ['locale', environment.locale],
        ['proxy', environment.proxies.length === 0 ? 'none' : `set by ${environment.proxies.join(', ')}`],
        ['variables', namesText(environment.own)],
      ],
    },
  ];
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function kernelRows(kernels: KernelFacts): readonly Row[] {
  if (kernels.kind === 'failed') return [['not measured', kernels.message]];
  return kernels.speeds.map(({ kernel, threads, gigaflops, overFloat32 }) => [
    kernel,
    `${gigaflops.toFixed(gigaflops < 10 ? 1 : 0)} GF/s on ${threads === 1 ? '1 thread' : `${threads} threads`}` +
      (overFloat32 === undefined ? '' : `, ${overFloat32.toFixed(1)} times float32`),
  ]);
}

function memoryRows({ total, limit, free, swap, budget }: MemoryFacts): readonly Row[] {
  return [
    ['total', formatBytes(total)],
    ...(limit === undefined ? [] : [['container', `at most ${formatBytes(limit)}`] as const]),
    ['free', formatBytes(free)],
    ...(swap === undefined ? [] : [['swap', `${formatBytes(swap.used)} of ${formatBytes(swap.total)} used`] as const]),
    ['for weights', `at most ${formatBytes(budget)}`],
  ];
}

function diskText({ path, free, kind, writes }: DiskFacts): string {
  const facts = [
    ...(free === undefined ? [] : [`${formatBytes(free)} free`]),
    ...(kind === undefined ? [] : [kind]),
    ...(writes === undefined ? [] : [`writes ${formatBytes(writes)}/s`]),
  ];
  return [path, ...facts].join(', ');
}

function aligned(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function list(heading: string, sentences: readonly string[], none: string): string {
  return sentences.length === 0 ? `${heading}: ${none}` : [heading, ...sentences.map((each) => `  ${each}`)].join('\n');
}
