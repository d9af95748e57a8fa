/** Graphics adapters and tested devices, as `inkloom doctor` prints them. */
import { formatBytes } from '../../../inference/index.ts';
import type { GpuFacts } from '../../host/doctor/facts.ts';

type Row = readonly [name: string, value: string];

export function deviceRows({ adapters, reports, why }: GpuFacts): readonly Row[] {
  return [
    ...adapters.map(({ name, driver, memory }): Row => {
      const facts = [
        memory === undefined ? 'memory not told by the system' : formatBytes(memory),
        ...(driver === undefined ? [] : [`driver ${driver}`]),
      ];
      return [name, facts.join(', ')];
    }),
    ...reports.flatMap(({ device, text, test }): Row[] => [
      [device, text],
      ...(test?.kernels ?? []).map(({ kernel, gigaflops, hostSeconds, seconds }): Row => {
        return [
          `  ${kernel}`,
          `${(gigaflops / 1000).toFixed(2)} TF/s, ${(hostSeconds / seconds).toFixed(1)} times the processor`,
        ];
      }),
    ]),
    ['for models', why],
  ];
}
