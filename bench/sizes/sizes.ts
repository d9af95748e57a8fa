/**
 * Sizes of a fleet for a number of pictures a day, from the project's own measured figures: rows of RESULTS.md and
 * docs/measurements.md, which are named beside each figure. docs/operations.md holds what it prints.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fleetSizes, type Measured, measuredIn, PLANS } from './fleet-sizes.ts';

const { values } = parseArgs({
  options: { 'pictures': { type: 'string', default: '1000000' }, 'gpu-tflops': { type: 'string' } },
});
const pictures = Number(values.pictures);
const tflops = values['gpu-tflops'] === undefined ? undefined : Number(values['gpu-tflops']);
const texts = await Promise.all(
  ['RESULTS.md', '../docs/measurements.md'].map((path) => readFile(join(import.meta.dirname, '..', path), 'utf8')),
);
const measured: Measured = measuredIn(texts.join('\n'));

const number = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
console.log('| plan | CPU s a picture | cores | TFLOP a picture | GPU hours a day | stored a day at most |');
console.log('|---|---|---|---|---|---|');
for (const plan of PLANS) {
  const { cpuSeconds, cores, tflop, gpuHours, bytes } = fleetSizes(plan, measured, pictures, tflops);
  const gpu = gpuHours === undefined ? 'not measured' : number(gpuHours);
  const cells = [plan.name, number(cpuSeconds), number(cores), number(tflop), gpu, `${number(bytes / 1e12)} TB`];
  console.log(`| ${cells.join(' | ')} |`);
}
const rate = pictures / 86_400;
console.log(`\n${number(rate)} runs a second, ${number(rate * measured.queueCommands)} commands a second of the queue`);
