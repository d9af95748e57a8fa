/** `inkloom doctor`: whether Inkloom works on this machine, how fast it computes, and what would make it faster. */
import { advice } from '../../host/doctor/advice.ts';
import { problems } from '../../host/doctor/problems.ts';
import { readFacts } from '../../host/doctor/read-facts.ts';
import { UsageError } from '../../host/usage-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { installFor } from '../install-cuda.ts';
import { engineSettings, ENGINE_OPTIONS, readArguments } from '../options.ts';
import { print } from '../print.ts';
import { settledSettings } from '../settled-settings.ts';
import { doctorText } from '../report/doctor-text.ts';

const HELP = `Usage: inkloom doctor [options]

Prints processor, measured speed, GPUs and how they did in their test, memory, disks, models, versions and settings of
this machine, what keeps pictures from being made, and what to change for speed. Takes seconds. Nothing is sent
anywhere.

  --models, --device, --memory, --precision, --threads, --cache: as for inkloom run, to see what they would change
  -o, --out FOLDER   where pictures will go; default: out
  --install cuda     load onnxruntime's library for GPUs of NVIDIA, after asking: Linux on x64 only
  --json             print one JSON object, for other programs

Exit codes: 0 pictures can be made, 1 something needed is missing or broken`;

const OPTIONS = {
  ...ENGINE_OPTIONS,
  out: { type: 'string', short: 'o' },
  install: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function doctor(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  if (positionals.length > 0) throw new UsageError('Expected: inkloom doctor, without further words');
  if (values.install !== undefined) return installFor(values.install);
  const facts = await readFacts(settledSettings(engineSettings(values)), values.out ?? 'out');
  const findings = { problems: problems(facts), advice: advice(facts) };
  print(
    values.json ? JSON.stringify({ ...facts, ...findings }) : doctorText(facts, findings.problems, findings.advice),
  );
  return findings.problems.length === 0 ? EXIT.done : EXIT.failed;
}
