/** What would make Inkloom faster here, or keep it from becoming slow: sentences with what to type. */
import { diskAdvice } from './disk-advice.ts';
import type { DoctorFacts } from './facts.ts';
import { gpuAdvice } from './gpu-advice.ts';
import { memoryAdvice } from './memory-advice.ts';
import { modelAdvice } from './model-advice.ts';
import { processorAdvice } from './processor-advice.ts';

/** @returns none when there is nothing to change. */
export function advice(facts: DoctorFacts): readonly string[] {
  return [processorAdvice, gpuAdvice, memoryAdvice, diskAdvice, modelAdvice].flatMap((part) => part(facts));
}
