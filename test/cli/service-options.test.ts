/** Options of commands that run as a service. */
import { expect, it } from 'vitest';
import { worker } from '../../engine/cli/commands/worker.ts';
import { serviceSettings } from '../../engine/cli/service-options.ts';
import type { StartWorkerOptions } from '../../engine/fleet/worker-options.ts';

it.each([
  ['30s', 30_000],
  ['1.5min', 90_000],
  ['1h', 3_600_000],
  ['250ms', 250],
])('reads %s as milliseconds', (text, expected) => {
  expect(serviceSettings({ 'stop-within': text }).stopWithin).toBe(expected);
});

it.each([
  [{ 'stop-within': '30' }, '--stop-within: expected a time such as 30s, 10min or 1h, got "30"'],
  [{ 'stop-within': '1000h' }, '--stop-within: expected'],
  [{ log: 'xml' }, '--log: expected text or json, got "xml"'],
  [{ 'log': 'json', 'log-level': 'loud' }, '--log-level: expected error or warn or info or debug, got "loud"'],
  [{ 'log-level': 'debug' }, 'give --log text or --log json too'],
])('refuses %j', (values, message) => {
  expect(() => serviceSettings(values)).toThrow(message);
});

it('tells people of problems where no log does', () => {
  expect(serviceSettings({}).say).toBeTypeOf('function');
  expect(serviceSettings({ log: 'json' })).toMatchObject({ say: undefined, log: { format: 'json', level: 'info' } });
});

it.each([
  [['--log', 'json'], { log: { format: 'json', level: 'info' }, say: undefined }],
  [['--log', 'text', '--log-level', 'error'], { log: { format: 'text', level: 'error' }, say: undefined }],
  [[], { log: undefined, say: expect.any(Function) }],
])('has a worker log as %j says', async (args, expected) => {
  let options: StartWorkerOptions | undefined;
  const startWorker = async (given: StartWorkerOptions): Promise<never> => {
    options = given;
    throw new Error('no queue here');
  };
  await expect(worker(['--queue', 'redis://queue', ...args], { startWorker })).rejects.toThrow('no queue here');
  expect(options).toMatchObject(expected);
});
