/** What the server says of itself: its log, and what is in memory. */
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveEventBody, LogEntry, RunInfo, ServerMessage, ServerStatus } from '../../../engine/protocol/index.ts';
import { logRuns } from '../../../engine/server/log/log-runs.ts';
import { reportsTo } from '../../../engine/server/log/reports.ts';
import { ServerLog } from '../../../engine/server/log/server-log.ts';
import { runOf, smallWorkflow, testServer } from './http-support.ts';

const run = (state: RunInfo['state'], more: Partial<RunInfo> = {}): LiveEventBody => ({
  type: 'run',
  run: { id: 'r', number: 7, name: 'Fox', state, attempt: 1, created: 0, files: [], failures: [], ...more },
});

describe('the log', () => {
  it('tells what runs report, and of which run', () => {
    const log = new ServerLog();
    const take = logRuns(log);
    const event = (body: Extract<LiveEventBody, { type: 'run-event' }>['event']): void =>
      take({ type: 'run-event', run: 'r', event: body });
    take(run('queued'));
    take(run('running', { started: 1000 }));
    take(run('running', { started: 1000, progress: 0.5 }));
    event({ type: 'node-note', node: 'load', message: 'Half of it fits.' });
    event({ type: 'node-done', node: 'step', origin: 'executed', seconds: 2 });
    event({ type: 'node-done', node: 'fast', origin: 'executed', seconds: 0.01 });
    event({ type: 'node-done', node: 'known', origin: 'disk', seconds: 9 });
    const failure = { node: 'save', type: 'save-image', message: 'The disk is full.' };
    event({ type: 'node-failed', node: 'save', failure });
    take(run('failed', { started: 1000, ended: 4500 }));
    take(run('failed', { started: 1000, ended: 4500 }));
    const about = { id: 'r', number: 7, name: 'Fox' };
    expect(log.entries()).toMatchObject([
      { level: 'info', kind: 'run-started', attempt: 1, run: about },
      { level: 'warning', kind: 'node-note', node: 'load', text: 'Half of it fits.', run: about },
      { level: 'detail', kind: 'node-done', node: 'step', seconds: 2, run: about },
      { level: 'error', kind: 'node-failed', node: 'save', text: 'The disk is full.', run: about },
      { level: 'error', kind: 'run-ended', state: 'failed', seconds: 3.5, run: about },
    ]);
  });

  it('warns of a run that is carried out again', () => {
    const log = new ServerLog();
    logRuns(log)(run('running', { attempt: 2 }));
    expect(log.entries()[0]).toMatchObject({ level: 'warning', kind: 'run-started', attempt: 2 });
  });

  it('names loaded models without their paths', () => {
    const log = new ServerLog();
    const { onLoaded, onCollected } = reportsTo(log);
    onLoaded?.(['/home/mo/models/nano/transformer', '/home/mo/vae/qwen.safetensors'], 1.5);
    onCollected?.({ removed: 3, removedBytes: 1e6, kept: 1, keptBytes: 1 });
    expect(log.entries()).toMatchObject([
      { kind: 'models-loaded', models: ['nano/transformer', 'qwen.safetensors'], seconds: 1.5 },
      { kind: 'cache-collected', count: 3, bytes: 1e6 },
    ]);
  });

  it('keeps the latest thousand entries', () => {
    const log = new ServerLog();
    for (let count = 1; count <= 1003; count += 1) log.add('info', { kind: 'server', text: String(count) });
    expect(log.entries()).toHaveLength(1000);
    expect([log.entries()[0]?.id, log.entries().at(-1)?.id]).toEqual([4, 1003]);
  });

  it('is answered as a whole, and sent to those who watch', async () => {
    const server = await testServer();
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/live`);
    onTestFinished(() => socket.terminate());
    const sent: LogEntry[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      const message = isBinary ? undefined : (JSON.parse(data.toString()) as ServerMessage);
      if (message?.type === 'log') sent.push(message.entry);
    });
    await once(socket, 'message');
    const { id } = await runOf(server, smallWorkflow());
    const log = await server.json<LogEntry[]>('GET', '/api/log');
    const ofRun = log.filter((entry) => entry.run?.id === id);
    expect(ofRun.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['run-started', 'run-ended']));
    await expect.poll(() => sent.map((entry) => entry.id)).toEqual(log.map((entry) => entry.id));
  });
});

it('tells device and memory, and starts no inference process for it', async () => {
  const server = await testServer({ device: 'cpu', precision: 'exact', memory: '2GiB' });
  const { device, precision, memory, models } = await server.json<ServerStatus>('GET', '/api/status');
  expect({ device, precision, models }).toEqual({ device: 'cpu', precision: 'exact', models: [] });
  expect(memory.process).toBeUndefined();
  expect(memory.budget).toBe(2 * 2 ** 30);
  expect(memory.free).toBeLessThanOrEqual(memory.total);
});
