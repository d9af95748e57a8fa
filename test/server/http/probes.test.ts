/** What machines ask a server: /health, /ready and /metrics, and who may. */
import { describe, expect, it } from 'vitest';
import { runOf, sendTo, sharedServer, smallWorkflow, testServer } from './http-support.ts';

describe('a server for this machine', () => {
  const shared = sharedServer();
  const text = async (path: string): Promise<string> => (await shared().send('GET', path)).body.toString();
  /** The value of a metric with its labels, as `name{label="value"}`. */
  const metric = async (name: string): Promise<number | undefined> => {
    const line = (await text('/metrics')).split('\n').find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  };

  it('lives and is ready', async () => {
    expect(await shared().json('GET', '/health')).toEqual({ status: 'ok' });
    expect(await shared().json('GET', '/ready')).toEqual({ status: 'ready' });
    expect(await metric('inkloom_ready')).toBe(1);
  });

  it('counts runs, nodes by type, results by source, and requests by route', async () => {
    const workflow = smallWorkflow();
    await runOf(shared(), workflow);
    expect(await metric('inkloom_runs_ended_total{state="done"}')).toBe(1);
    expect(await metric('inkloom_node_seconds_count{type="load-image"}')).toBe(1);
    expect(await metric('inkloom_node_seconds_count{type="save-image"}')).toBe(1);
    expect(await metric('inkloom_results_total{source="executed"}')).toBe(2);
    expect(await metric('inkloom_run_wait_seconds_count')).toBe(1);
    expect(await metric('inkloom_http_requests_total{method="POST",route="/api/runs",status="201"}')).toBe(1);
    await runOf(shared(), workflow);
    expect(await metric('inkloom_runs_ended_total{state="done"}')).toBe(2);
    expect(await metric('inkloom_results_total{source="memory"}')).toBeGreaterThan(0);
    expect(await metric('inkloom_cache_entries')).toBeGreaterThan(0);
    expect(await metric('inkloom_queue_length{priority="normal"}')).toBe(0);
    expect(await metric('inkloom_process_resident_bytes{process="server"}')).toBeGreaterThan(2 ** 20);
  });

  it('explains each metric, in the format of Prometheus', async () => {
    const answer = await shared().send('GET', '/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = answer.body.toString().split('\n').filter(Boolean);
    const helped = new Set(lines.flatMap((line) => /^# HELP (\S+) \S/.exec(line)?.[1] ?? []));
    const values = lines.filter((line) => !line.startsWith('#'));
    expect(values.length).toBeGreaterThan(20);
    const unexplained = values.filter((line) => {
      const [, name = ''] = /^(\w+)(?:\{.*\})? [-+\d.e]+$/.exec(line) ?? [];
      return !helped.has(name.replace(/_(?:bucket|sum|count)$/, ''));
    });
    expect(unexplained).toEqual([]);
  });
});

describe('a server with a token', () => {
  const secret = 'a-long-secret';
  const shared = sharedServer({ token: secret });
  const status = async (path: string, headers = {}): Promise<number> =>
    (await shared().send('GET', path, headers)).status;

  it('tells everybody under any name that it lives and is ready, and nothing else', async () => {
    const headers = { host: '10.1.2.3:4360' };
    for (const path of ['/health', '/ready']) {
      const { body } = await shared().send('GET', path, headers);
      expect(Object.keys(JSON.parse(body.toString()) as object)).toEqual(['status']);
    }
    expect(await status('/api/health', headers)).toBe(403);
  });

  it('gives its metrics to those who have the token', async () => {
    expect(await status('/metrics')).toBe(401);
    expect(await status('/metrics', { authorization: 'Bearer another-secret' })).toBe(401);
    expect(await status('/metrics', { authorization: `Bearer ${secret}` })).toBe(200);
  });

  it('gives them to everybody where it was told to', async () => {
    const open = await testServer({ token: secret, metricsOpen: true });
    expect((await sendTo(open.port, 'GET', '/metrics', { host: 'prometheus-target:1' })).status).toBe(200);
    expect((await sendTo(open.port, 'GET', '/api/status')).status).toBe(401);
  });
});
