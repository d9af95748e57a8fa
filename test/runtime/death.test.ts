// The words for a dead inference process, from exit codes as POSIX and Windows report them.
import { expect, it } from 'vitest';
import { crash, mayPass, restartText } from '../../inference/runtime/death.ts';

/** The codes are NTSTATUS values as Windows' own header `ntstatus.h` has them. */
it.each([
  [null, 'SIGKILL', 'out-of-memory', 'was killed by the system, most likely because memory ran out'],
  [0xc0000017, null, 'out-of-memory', 'died (exit code 0xC0000017), most likely because memory ran out'],
  [0xc000012d, null, 'out-of-memory', 'died (exit code 0xC000012D), most likely because memory ran out'],
  [null, 'SIGSEGV', 'process-crashed', 'died (SIGSEGV)'],
  [0xc0000005, null, 'process-crashed', 'died (exit code 0xC0000005)'],
  [134, null, 'process-crashed', 'died (exit code 134)'],
] as const)('of code %s and signal %s is %s, and may pass', (code, signal, error, text) => {
  const death = crash(code, signal, 'last words\n');
  expect(mayPass(death)).toBe(true);
  expect(death.error(1)).toMatchObject({ code: error, message: expect.stringContaining('\nlast words') as string });
  expect(restartText(death)).toBe(`The inference process ${text}. It is started again and repeats its step.`);
});

it.each([
  [null, 'SIGBUS'],
  [0xc0000006, null],
] as const)('of code %s and signal %s, a mapped page that cannot be read, is final', (code, signal) => {
  const death = crash(code, signal, '');
  expect(mayPass(death)).toBe(false);
  expect(death.error(1).message).toContain('A model file was changed or cut short while it was in use');
});
