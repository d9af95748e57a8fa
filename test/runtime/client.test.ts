// The inference process seen from outside: its answers, its death, and cancelling its work.
import { mkdtemp, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ChildProcess } from '../../inference/runtime/child-process.ts';
import type { InferenceClient } from '../../inference/runtime/client.ts';
import { copyComponent } from '../inference/support/temporary-checkpoint.ts';
import { TINY } from '../inference/support/goldens.ts';
import { client, component, isAlive, runScript, startScript, step, until } from './support.ts';

/** A picture large enough for a step to take a good part of a second. */
const SLOW = 1024;

describe('a request', () => {
  it('tells what it loaded, once, and what is in memory', async () => {
    const told: (readonly string[])[] = [];
    const inference = client({ onLoaded: (dirs, seconds) => void (seconds > 0 && told.push(dirs)) });
    expect(inference.status()).toBeUndefined();
    const request = step();
    await inference.request('denoiseStep', request);
    await inference.request('denoiseStep', request);
    expect(told).toEqual([[request.transformer.dir]]);
    expect((await inference.status())?.loaded.map(({ dir }) => dir)).toEqual([request.transformer.dir]);
    await inference.free();
    expect(inference.status()).toBeUndefined();
  });

  it('gets its reply; the models stay for the next one', async () => {
    const inference = client();
    const first = await inference.request('denoiseStep', step());
    const { pid } = inference;
    const second = await inference.request('denoiseStep', step());
    expect(second.latents).toEqual(first.latents);
    expect(first.preview).toMatchObject({ width: 16, height: 16, channels: 3 });
    expect(inference.pid).toBe(pid);
    const { loaded } = await inference.request('status', {});
    expect(loaded.map(({ kind }) => kind)).toEqual(['transformer']);
  });

  it('that is open ends before the models are freed, and the next one loads them again', async () => {
    const inference = client();
    const open = inference.request('denoiseStep', step());
    const freed = inference.free();
    const next = inference.request('denoiseStep', step());
    const first = await open;
    expect(await next).toEqual(first);
    await freed;
    const { pid = 0 } = inference;
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
    expect(await inference.request('denoiseStep', step())).toEqual(first);
  });

  it('that cannot be done gives the error as data, and the process goes on', async () => {
    const inference = client();
    await expect(inference.request('denoiseStep', step(128, '/nowhere'))).rejects.toMatchObject({
      name: 'InferenceError',
      code: 'file-missing',
      details: { file: '/nowhere/config.json' },
    });
    const { pid } = inference;
    await inference.request('denoiseStep', step());
    expect(inference.pid).toBe(pid);
  });

  it('does not hold up the event loop', async () => {
    const inference = client();
    await inference.request('denoiseStep', step());
    const started = performance.now();
    let [last, longest] = [started, 0];
    const timer = setInterval(() => {
      const now = performance.now();
      [longest, last] = [Math.max(longest, now - last), now];
    }, 1);
    await inference.request('denoiseStep', step(SLOW));
    clearInterval(timer);
    expect(longest).toBeLessThan((performance.now() - started) / 3);
  });

  it('can be many at once', async () => {
    const inference = client();
    const seeds = ['1', '2', '3', '4'];
    const { latents } = step();
    const replies = await Promise.all(
      seeds.map((seed) =>
        inference.request('addNoise', { latents, seed, sigma: 1, rounding: 'float32', earlierDraws: [] }),
      ),
    );
    expect(new Set(replies.map((reply) => reply.latents.data[0])).size).toBe(4);
  });
});

/** Kills a process; never process 0, which stands for the whole group. */
function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('There is no process to kill');
  process.kill(pid, signal);
}

/** Kills every process that works, as soon as it has started, up to a number of them. */
async function killEach(inference: InferenceClient, signal: NodeJS.Signals, times: number): Promise<void> {
  let last: number | undefined;
  for (let killed = 0; killed < times; killed += 1) {
    await until(() => inference.pid !== undefined && inference.pid !== last && isAlive(inference.pid));
    last = inference.pid;
    kill(last, signal);
  }
}

describe('death of the process', () => {
  it.each(['SIGKILL', 'SIGSEGV'] as const)(
    'by %s is not noticed but in a message: the request is repeated in a new process',
    async (signal) => {
      const messages: string[] = [];
      const inference = client({ onRestart: (message) => messages.push(message) });
      const expected = await inference.request('denoiseStep', step(SLOW));
      const { pid } = inference;
      const repeated = inference.request('denoiseStep', step(SLOW));
      const waiting = inference.request('denoiseStep', step());
      kill(pid, signal);
      expect((await repeated).latents).toEqual(expected.latents);
      expect((await waiting).latents.dims).toEqual([1, 16, 16, 16]);
      expect(inference.pid).not.toBe(pid);
      expect(messages).toEqual([expect.stringContaining('is started again and repeats its step')]);
    },
  );

  it.each([
    ['SIGKILL', 'out-of-memory', /killed by the system 3 times in a row at the same step.*Lower the memory budget/s],
    ['SIGSEGV', 'process-crashed', /died 3 times in a row at the same step \(SIGSEGV\)/],
  ] as const)('by %s three times in a row fails the request, and not the next', async (signal, code, message) => {
    const inference = client();
    const failed = inference.request('denoiseStep', step(SLOW));
    const [ended] = await Promise.allSettled([failed, killEach(inference, signal, 3)]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { code, details: { received: signal } } });
    await expect(failed).rejects.toThrow(message);
    expect((await inference.request('denoiseStep', step())).latents.dims).toEqual([1, 16, 16, 16]);
  });

  it('more than three times is survived as long as requests get done in between', async () => {
    const inference = client();
    const expected = await inference.request('denoiseStep', step());
    for (let round = 0; round < 4; round += 1) {
      const request = inference.request('denoiseStep', step());
      kill(inference.pid, 'SIGKILL');
      expect((await request).latents).toEqual(expected.latents);
    }
  });

  it('in the pause before a restart, a cancelled request ends at once and the next one is done', async () => {
    const controller = new AbortController();
    const inference = client({ onRestart: () => setTimeout(() => controller.abort(new Error('enough')), 5) });
    await inference.request('denoiseStep', step());
    const cancelled = inference.request('denoiseStep', step(SLOW), { signal: controller.signal });
    kill(inference.pid, 'SIGKILL');
    await expect(cancelled).rejects.toThrow('enough');
    expect((await inference.request('denoiseStep', step())).latents.dims).toEqual([1, 16, 16, 16]);
  });

  it('in the pause before a restart, closing ends the request', async () => {
    let closed: Promise<void> | undefined;
    const inference = client({ onRestart: () => void (closed = inference.close()) });
    await inference.request('denoiseStep', step());
    const open = inference.request('denoiseStep', step(SLOW));
    kill(inference.pid, 'SIGKILL');
    await expect(open).rejects.toThrow('killed by the system');
    await closed;
  });

  it('loses neither the expected timesteps nor a question for the status', async () => {
    const inference = client();
    const asked: unknown[] = [];
    const ask = vi.spyOn(ChildProcess.prototype, 'ask').mockImplementation(async (operation, request) => {
      asked.push(operation === 'expectTimesteps' ? request : operation);
      return { kind: 'reply', reply: {}, spent: { loading: 0, working: 0 } };
    });
    onTestFinished(() => ask.mockRestore());
    await inference.request('expectTimesteps', { timesteps: [1, 0.5] });
    const pid = inference.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    await inference.request('denoiseStep', step());
    expect(asked).toEqual([{ timesteps: [1, 0.5] }, { timesteps: [1, 0.5] }, 'denoiseStep']);
    ask.mockRestore();
    const status = inference.request('status', {});
    kill(inference.pid, 'SIGKILL');
    expect((await status).loaded).toEqual([]);
  });

  it('between two requests goes unnoticed', async () => {
    const inference = client();
    const first = await inference.request('denoiseStep', step());
    const pid = inference.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    expect((await inference.request('denoiseStep', step())).latents).toEqual(first.latents);
  });

  it('by a weight file cut short while it is mapped says so', async () => {
    const dir = await copyComponent(join(TINY, 'transformer'));
    const inference = client({ precision: 'cast' });
    await inference.request('denoiseStep', step(128, dir));
    await truncate(join(dir, 'diffusion_pytorch_model.safetensors'), 100_000);
    const failed = inference.request('denoiseStep', step(128, dir));
    await expect(failed).rejects.toThrow('A model file was changed or cut short while it was in use');
    await expect(failed).rejects.toMatchObject({ code: 'process-crashed', details: { received: 'SIGBUS' } });
  });

  it('is not brought by the signals of a terminal, which reach the child with its parent', async () => {
    const inference = client();
    await inference.request('denoiseStep', step());
    const pid = inference.pid ?? 0;
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.kill(pid, signal);
    await inference.request('denoiseStep', step());
    expect(inference.pid).toBe(pid);
  });

  it('of the parent ends the child, even in the middle of a run', async () => {
    const parent = startScript(`
      const inference = new Inference.InferenceClient();
      const request = (side) => inference.request('denoiseStep', {
        transformer: ${JSON.stringify(component('transformer'))},
        latents: Inference.float32(new Float32Array(16 * side * side), [1, 16, side, side]),
        positive: { embeds: Inference.float32(new Float32Array(9 * 64), [9, 64]) },
        guidance: { scale: 1 }, sigma: 1, nextSigma: 0, timestep: 1,
      });
      await request(16);
      console.log(inference.pid);
      await request(512);
    `);
    const pid = await new Promise<number>((resolve) =>
      parent.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString()))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});

describe('cancelling', () => {
  it('a waiting request leaves the process alone', async () => {
    const inference = client();
    await inference.request('denoiseStep', step());
    const { pid } = inference;
    const controller = new AbortController();
    const running = inference.request('denoiseStep', step(512));
    const waiting = inference.request('denoiseStep', step(), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await running;
    expect(inference.pid).toBe(pid);
  });

  it('a running request kills the process when it does not end in time', async () => {
    const inference = client({ cancelGraceMs: 1 });
    await inference.request('denoiseStep', step());
    const { pid } = inference;
    const controller = new AbortController();
    const running = inference.request('denoiseStep', step(SLOW), { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await inference.request('denoiseStep', step());
    expect(inference.pid).not.toBe(pid);
  });

  it('a running request keeps the process that ends it in time', async () => {
    const inference = client({ cancelGraceMs: 60_000 });
    await inference.request('denoiseStep', step());
    const { pid } = inference;
    const controller = new AbortController();
    const running = inference.request('denoiseStep', step(512), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await inference.request('denoiseStep', step());
    expect(inference.pid).toBe(pid);
  });

  it('before the request starts nothing', async () => {
    const inference = client();
    await expect(
      inference.request('denoiseStep', step(), { signal: AbortSignal.abort(new Error('never')) }),
    ).rejects.toThrow('never');
    expect(inference.pid).toBeUndefined();
  });
});

describe('closing', () => {
  it('does not wait for a program that was given the pipes of the process', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'inkloom-leak-')), 'pid');
    const module = `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const { pid } = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'inherit'] });
      writeFileSync(${JSON.stringify(file)}, String(pid));
      export const families = [];`;
    const inference = client({ families: [`data:text/javascript,${encodeURIComponent(module)}`] });
    await inference.request('denoiseStep', step());
    const pid = Number(await readFile(file, 'utf8'));
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    await inference.close();
    expect(isAlive(pid)).toBe(true);
  });

  it('ends the process and refuses further requests', async () => {
    const inference = client();
    await inference.request('denoiseStep', step());
    const pid = inference.pid ?? 0;
    await inference.close();
    expect(isAlive(pid)).toBe(false);
    await expect(inference.request('denoiseStep', step())).rejects.toThrow('closed');
  });

  it('is not needed for a script to end', async () => {
    expect(
      await runScript(`
      const inference = new Inference.InferenceClient();
      const latents = Inference.float32(new Float32Array(64), [1, 1, 8, 8]);
      const noise = { latents, seed: '0', sigma: 1, rounding: 'float32', earlierDraws: [] };
      const reply = await inference.request('addNoise', noise);
      console.log(reply.latents.data.length);
    `),
    ).toBe('64');
  });
});
