// `inkloom run --server`: files, uploads, leaving a run and taking it up, and what a server may refuse.
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UsageError } from '../../engine/host/usage-error.ts';
import type { RunDetail } from '../../engine/protocol/index.ts';
import { startServer } from '../../engine/server/server.ts';
import { smallWorkflow } from '../server/http/http-support.ts';
import { chainOf, Gate, type LocalOptions, type LocalServer, PACK, startHere } from '../server/runs/runs-support.ts';
import { command, fileOf, folder } from './remote-support.ts';

const QUICK = { type: 'test/slow', inputs: { steps: 2, pause: 1 } };

async function server(options: LocalOptions = {}): Promise<LocalServer> {
  const here = await startHere(options);
  onTestFinished(() => here.close());
  return here;
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Presses Ctrl-C when the only run of a server is as wanted. */
async function interruptWhen(here: LocalServer, state: RunDetail['state']): Promise<void> {
  await vi.waitFor(async () => expect((await here.list())[0]?.state).toBe(state), { timeout: 20_000 });
  process.emit('SIGINT');
}

describe('a run at a server', () => {
  it.each([
    ['by the live connection', {}],
    ['by asking, where no connection can be had', { limits: { sockets: 0 } }],
  ])('is followed %s, and its file is written here', async (_name, options) => {
    const here = await server(options);
    const out = folder();
    const { code, lines, said } = await command(fileOf(chainOf(QUICK)), '--server', here.url, '-o', out);
    expect(code).toBe(0);
    expect(lines).toEqual([join(out, 'inkloom-00001.png')]);
    expect(said).toMatch(/Done after/);
    const [run] = await here.list();
    expect(sha256(lines[0] ?? '')).toBe(run?.files[0]?.digest);
    expect(readFileSync(lines[0] ?? '')).toEqual(readFileSync(join(here.data, 'output', run?.files[0]?.name ?? '')));
  });

  it('names its files by template', async () => {
    const here = await server();
    const out = join(folder(), 'runs', 'red-{node}.webp');
    const { lines } = await command(fileOf(chainOf(QUICK)), '--server', here.url, '-o', out);
    expect(lines).toEqual([out.replace('{node}', 'save')]);
    expect(readFileSync(lines[0] ?? '').toString('latin1', 8, 12)).toBe('WEBP');
  });

  it('tells its events and files as JSON', async () => {
    const here = await server();
    const { lines } = await command(fileOf(chainOf(QUICK)), '--server', here.url, '-o', folder(), '--json');
    const events = lines.map((line) => JSON.parse(line) as { readonly type: string });
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['file-saved', 'run-finished']);
  });

  it('loads pictures of this machine, also one whose name another picture has there', async () => {
    const here = await server();
    const inputs = folder();
    for (const shade of [1, 2]) {
      const made = await command(fileOf(chainOf(QUICK, shade)), '--server', here.url, '-o', folder());
      copyFileSync(made.lines[0] ?? '', join(inputs, 'mine.png'));
      const mine = fileOf(smallWorkflow('Mine', 'mine.png'));
      expect((await command(mine, '--server', here.url, '--input', inputs, '-o', folder())).code).toBe(0);
    }
    expect(readdirSync(join(here.data, 'input')).filter((name) => name.startsWith('mine'))).toHaveLength(2);
  });

  it('goes on after Ctrl-C, and the same command takes it up', async () => {
    const here = await server();
    const gate = new Gate(folder());
    const [file, out] = [fileOf(gate.workflow(1)), folder()];
    const first = command(file, '--server', here.url, '-o', out);
    await interruptWhen(here, 'running');
    const { code, said } = await first;
    expect(code).toBe(130);
    expect(said).toContain('Run 1 goes on at');
    const [id] = /--attach (\S+)/.exec(said)?.slice(1) ?? [];
    const again = command(file, '--server', here.url, '-o', out);
    gate.open();
    expect((await again).lines).toEqual([join(out, 'inkloom-00001.png')]);
    // A file that is here already is not written again.
    const attached = await command('--server', here.url, '--attach', id ?? '', '-o', out);
    expect(attached).toMatchObject({ code: 0, lines: [join(out, 'inkloom-00001.png')] });
    expect(readdirSync(out)).toEqual(['inkloom-00001.png']);
    expect(await here.list()).toHaveLength(1);
    // What is done is asked for anew.
    await command(file, '--server', here.url, '-o', out);
    expect(await here.list()).toHaveLength(2);
  });

  it('is left at once with --detach, and can be cancelled', async () => {
    const here = await server();
    const file = fileOf(new Gate(folder()).workflow(2));
    const { code, lines } = await command(file, '--server', here.url, '--detach');
    expect(code).toBe(0);
    const [id = ''] = lines;
    expect((await command('--server', here.url, '--cancel', id)).lines).toEqual(['Run 1 is cancelled']);
    expect((await here.until(id)).state).toBe('cancelled');
    expect((await command('--server', here.url, '--cancel', id)).lines).toEqual(['Run 1 is over already: cancelled']);
  });

  it('goes on while the server restarts', async () => {
    const data = folder();
    const gate = new Gate(data);
    const options = { data, cache: join(data, 'cache'), nodes: [PACK] };
    const before = await startServer({ ...options, port: 0 });
    const following = command(fileOf(gate.workflow(3)), '--server', before.url, '-o', folder());
    await vi.waitFor(async () => {
      const runs = (await (await fetch(`${before.url}/api/runs`)).json()) as readonly RunDetail[];
      expect(runs[0]?.state).toBe('running');
    });
    await before.close();
    const after = await startServer({ ...options, port: before.port });
    onTestFinished(() => after.close());
    gate.open();
    const { code, lines } = await following;
    expect([code, lines.length]).toEqual([0, 1]);
  });

  it('of a file that was damaged there is failed, and nothing is written', async () => {
    const here = await server();
    const { id } = await here.run(chainOf(QUICK));
    const { files } = await here.until(id);
    appendFileSync(join(here.data, 'output', files[0]?.name ?? ''), 'x');
    const out = folder();
    const { code, said } = await command('--server', here.url, '--attach', id, '-o', out);
    expect(code).toBe(1);
    expect(said).toContain('arrived with other bytes');
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('before anything runs, the command line says', () => {
  it('which model the server lacks', async () => {
    const here = await server();
    const refused = command('text-to-image', '--server', here.url, '--set', 'model=no-such-model', '-o', folder());
    await expect(refused).rejects.toThrow(/refuses the run: .*no-such-model/s);
    expect(await here.list()).toEqual([]);
  });

  it('that the server asks for a token, or another one', async () => {
    const guarded = await startServer({ port: 0, data: folder(), noCache: true, token: 'a-long-secret' });
    onTestFinished(() => guarded.close());
    const file = fileOf(smallWorkflow());
    await expect(command(file, '--server', guarded.url)).rejects.toThrow('asks for a token');
    await expect(command(file, '--server', guarded.url, '--token', 'wrong-secret')).rejects.toThrow(
      'refuses the token',
    );
    const { code } = await command(file, '--server', guarded.url, '--token', 'a-long-secret', '-o', folder());
    expect(code).toBe(0);
  });

  it.each([
    ['that nobody answers', 'http://127.0.0.1:9', 'cannot be reached'],
    ['that the address is none', '127.0.0.1:4360', 'expected an address'],
    ['where a token goes', 'http://127.0.0.1:9/?token=x', 'the token goes into --token'],
  ])('%s', async (_name, url, message) => {
    await expect(command(fileOf(smallWorkflow()), '--server', url)).rejects.toThrow(message);
    await expect(command(fileOf(smallWorkflow()), '--server', url)).rejects.toThrow(UsageError);
  });

  it.each([
    ['of another version', { status: 'ok', version: '99.0.0', protocol: 99 }, 'runs Inkloom 99.0.0'],
    ['that is none of Inkloom', undefined, 'not as a server of Inkloom does'],
  ])('that the server is one %s', async (_name, health, message) => {
    const other = createServer((_request, response) => {
      response.statusCode = health ? 200 : 500;
      response.end(health ? JSON.stringify(health) : 'Hello');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    await expect(command(fileOf(smallWorkflow()), '--server', url)).rejects.toThrow(message);
  });

  it('that the server has no such run, and that options of this machine do nothing there', async () => {
    const here = await server();
    await expect(command('--server', here.url, '--attach', 'no-such-run')).rejects.toThrow('has no run "no-such-run"');
    const file = fileOf(smallWorkflow());
    await expect(command(file, '--server', here.url, '--device', 'cpu')).rejects.toThrow('--device has no effect');
    await expect(command(file, '--attach', 'some-run')).rejects.toThrow('--attach is for a server');
  });
});
