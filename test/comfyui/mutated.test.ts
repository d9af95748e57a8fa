/**
 * Damaged and hostile workflow files of ComfyUI: none crashes the program, and every refusal names the node. Cases are
 * numbered; `MUTATIONS=5000 npx vitest run test/comfyui/mutated.test.ts` tries as many.
 */
import { expect, it } from 'vitest';
import { mutatedFile } from './mutated/cases.ts';
import { outcomeOf } from './mutated/outcome.ts';

const CASES = Number(process.env['MUTATIONS'] ?? 240);

/** Cases beyond the first that once failed: nesting, an id that cannot be written, a seed of infinity. */
const FAILED = [952, 1350, 1402, 1919, 1965, 3097, 3123, 3423];

it(`${CASES} mutated files are opened, or refused in sentences that name the node`, { timeout: 900_000 }, async () => {
  const faults: Record<string, readonly string[]> = {};
  const count = { opened: 0, refused: 0 };
  for (const number of [...FAILED, ...Array(CASES).keys()]) {
    const file = mutatedFile(number);
    const outcome = await outcomeOf(file);
    count[outcome.kind] += 1;
    if (outcome.faults.length > 0) faults[file.name] = outcome.faults;
  }
  expect(faults).toEqual({});
  // Both ends are reached by many.
  expect(count.opened).toBeGreaterThan(CASES / 5);
  expect(count.refused).toBeGreaterThan(CASES / 5);
});
