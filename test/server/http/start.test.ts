/** `inkloom start` in a process of its own: signals, folders, ports. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { start as command } from '../../../engine/cli/commands/start.ts';
import { UsageError } from '../../../engine/host/usage-error.ts';
import { startServer } from '../../../engine/server/server.ts';
import { inkloom } from '../../cli/support.ts';
import { sendTo, temporaryFolder } from './http-support.ts';
import { PROGRAM } from '../../support/compiled.ts';

interface Started {
  readonly port: number;
  readonly printed: () => string;
  readonly end: (
    signal: NodeJS.Signals,
  ) => Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Resolves when the address is printed. The process is killed when the test ends. */
async function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const folder = await temporaryFolder();
  const env = {
    ...process.env,
    INKLOOM_CACHE: join(folder, 'cache'),
    INKLOOM_DATA: join(folder, 'data'),
    INKLOOM_MODELS: '',
    INKLOOM_TOKEN: '',
    ...environment,
  };
  const child = spawn(process.execPath, [PROGRAM, 'start', ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  child.stderr.on('data', (text: Buffer) => (printed += text.toString()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      const [, found] = /^Inkloom is at http:\/\/127\.0\.0\.1:(\d+)\//m.exec(printed) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    void closed.then(({ code }) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
  return { port, printed: () => printed, end: (signal) => (child.kill(signal), closed) };
}

const status = async (port: number, headers = {}): Promise<number> =>
  (await sendTo(port, 'GET', '/api/health', headers)).status;

it('serves until it gets a signal, and holds its data folder until it ends or is killed', async () => {
  const data = join(await temporaryFolder(), 'data');
  const first = await start(['--port', '0', '--data', data]);
  expect(await status(first.port)).toBe(200);
  const second = await inkloom(['start', '--port', '0', '--data', data]);
  expect([second.code, second.stderr]).toEqual([
    2,
    expect.stringContaining(`Another server uses the data folder ${data}`),
  ]);
  expect(await first.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  const third = await start(['--port', '0', '--data', data], { INKLOOM_TOKEN: 'a-long-secret' });
  expect([await status(third.port), await status(third.port, { authorization: 'Bearer a-long-secret' })]).toEqual([
    401, 200,
  ]);
  expect(third.printed()).not.toContain('a-long-secret');
  expect(await third.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

it('takes the next free port when none is given, and reports it', async () => {
  const other = createServer();
  const taken = await new Promise<boolean>((resolve) =>
    other.once('error', () => resolve(false)).listen(4360, '127.0.0.1', () => resolve(true)),
  );
  onTestFinished(() => void other.close());
  const server = await start([]);
  expect(server.port).toBeGreaterThan(4360);
  expect(server.printed()).toContain(`Port 4360 is taken; the server is at ${server.port} instead.`);
  expect(typeof taken).toBe('boolean');
  expect(await server.end('SIGINT')).toEqual({ code: 0, signal: null });
});

it.each<[readonly string[], RegExp]>([
  [['--host', '0.0.0.0'], /give it a token/],
  [['--port', 'x'], /--port: expected a number/],
  [['--port', '70000'], /--port: expected a number/],
  [['--data', '/dev/null/data'], /The data folder .* cannot be used/],
  [['workflow.json'], /Expected options only/],
  [['--precision', 'half'], /--precision/],
  [['--colour'], /--colour/],
])('refuses %j with a message', async (args, message) => {
  const data = await temporaryFolder();
  const refused = command(args.includes('--data') ? args : ['--data', data, ...args], { startServer });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toBeInstanceOf(UsageError);
});
