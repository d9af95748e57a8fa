/** Advice about threads and cores. */
import type { DoctorFacts } from './facts.ts';

export function processorAdvice({ processor, settings, kernels }: DoctorFacts): readonly string[] {
  const { cores, usable, instructions, isX86 } = processor;
  const { threads } = settings;
  const best = Math.min(cores ?? usable, usable);
  return [
    ...(threads > best
      ? [`Models use ${threads} threads on ${best} ${coresText(best)}, where more only wait: --threads ${best}.`]
      : []),
    ...(threads < best
      ? [`Models use ${threads} of ${best} ${coresText(best)}. Leave --threads out, or type --threads ${best}.`]
      : []),
    ...(cores !== undefined && usable < cores
      ? [
          `This process may use ${usable} of the machine's ${cores} cores. In a container, give it more: ` +
            `docker run --cpus ${cores}.`,
        ]
      : []),
    ...(isX86 && instructions && !instructions.includes('AVX2')
      ? ['The processor lacks AVX2, so products run at a fraction of the usual speed: use another machine.']
      : []),
    ...(kernels.kind === 'measured' && !kernels.isSteady
      ? ['Other programs kept the processor busy while integers were timed: the figures are not kept. Try again later.']
      : []),
  ];
}

function coresText(count: number): string {
  return count === 1 ? 'core' : 'cores';
}
