/** `inkloom models get`: names and formats, what it prints, and a process that is killed while it loads. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { models } from '../../engine/cli/commands/models.ts';
import { downloadReporter } from '../../engine/cli/report/download.ts';
import { KNOWN_MODELS } from '../../engine/host/get/models-table.ts';
import { PROGRAM } from '../support/compiled.ts';
import { hubServer } from '../support/hub-server.ts';

afterEach(() => vi.unstubAllEnvs());

async function printed(...args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const outputs = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0),
  );
  try {
    await models(['get', ...args]);
    return lines.join('');
  } finally {
    outputs.forEach((output) => output.mockRestore());
  }
}

it('lists what it knows, with formats, sizes and licences', async () => {
  const text = await printed();
  expect(text).toMatch(
    /^Qwen-Image-Edit-2511 {2}\(Apache-2\.0\)\n {2}int8 +about 28\.2 GiB\n {2}fp8 +about 28\.1 GiB$/m,
  );
  expect(text).toMatch(/^ {2}gguf:Q4_K_M +about 21\.2 GiB; other types: Q2_K, Q3_K_S, .*, Q8_0$/m);
});

it.each([
  [
    ['Qwen-Image-Edit-2512'],
    /^There is no model "Qwen-Image-Edit-2512" to get\. Did you mean "Qwen-Image-Edit-251\d|9"/,
  ],
  [['flux'], 'There is no model "flux" to get. Known: Qwen-Image-Edit-2511, Qwen-Image-Edit-2509,'],
  [
    ['Qwen-Image', '--format', 'int8'],
    '--format int8: Qwen-Image comes as fp8, bf16, gguf:TYPE with a TYPE of Q4_K_M,',
  ],
  [['Qwen-Image', '--only', 'clip'], '--only clip: expected one of transformer, text-encoder, vae'],
  [['Qwen-Image-Lightning-4steps-V2.0-bf16', '--only', 'vae'], '--only vae: Qwen-Image-Lightning-4steps-V2.0-bf16 is'],
  [['Qwen-Image', '--endpoint', 'ftp://x'], '--endpoint: expected an address such as https://huggingface.co'],
  [['a', 'b'], 'Expected one model: inkloom models get NAME'],
])('refuses %j', async (args, message) => {
  await expect(models(['get', ...args])).rejects.toThrow(message);
});

it('refuses a token that is none, without printing it', async () => {
  vi.stubEnv('HF_TOKEN', 'password');
  await expect(models(['get', 'Qwen-Image'])).rejects.toThrow(/^HF_TOKEN is no token of the Hub: these begin with hf_/);
});

it('says the licence first, then what is there', async () => {
  const hub = await hubServer({ bytesOf: (path) => Buffer.from(path) });
  onTestFinished(() => hub.close());
  vi.stubEnv('HF_ENDPOINT', `${hub.endpoint}/`);
  vi.stubEnv('HF_TOKEN', '');
  const to = await mkdtemp(join(tmpdir(), 'inkloom-get-'));
  const args = ['qwen-image-edit-2511', '--format', 'gguf:q4_k_m', '--to', to] as const;
  const first = await printed(...args);
  expect(first).toMatch(
    /^Qwen-Image-Edit-2511, gguf:Q4_K_M\. Licence: Apache-2\.0, see http:.*\/Qwen\/Qwen-Image-Edit-2511\n/,
  );
  expect(first).toMatch(/qwen-image-edit-2511-Q4_K_M\.gguf {2}32 B, loaded, sha256 [0-9a-f]{64}$/m);
  expect(first).toContain('text_encoders');
  expect(first).toContain('vae');
  const second = await printed(...args);
  expect(second).toContain('Everything is there already, in ');
  expect(second).toContain('32 B, was there');
  const part = await printed('Qwen-Image-Layered', '--only', 'vae', '--to', to);
  expect(part.match(/loaded/g)).toHaveLength(1);
  expect(part).toContain('vae/qwen_image_layered_vae.safetensors');
});

it('leaves a part when it is killed, and goes on from it', async () => {
  const bytes = randomBytes(200_000);
  const hub = await hubServer({ bytesOf: () => bytes, hangsAfter: 80_000 });
  onTestFinished(() => hub.close());
  vi.stubEnv('HF_TOKEN', '');
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-get-'));
  const name = 'Qwen-Image-Lightning-4steps-V2.0-bf16';
  const args = [name, '--endpoint', hub.endpoint, '--to', folder] as const;
  const child = spawn(process.execPath, [PROGRAM, 'models', 'get', ...args], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<string | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  const path = join(folder, `loras/${name}.safetensors`);
  await vi.waitFor(async () => expect((await stat(`${path}.part`)).size).toBe(80_000), { timeout: 20_000 });
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  expect(await printed(...args)).toContain('Everything is there, in ');
  expect(bytes.equals(await readFile(path))).toBe(true);
  expect(hub.requests.map(({ range }) => range).filter((range) => range !== undefined)).toContain('bytes=80000-');
});

it('shows a bar on a terminal, and now and then a line elsewhere', () => {
  const GIB = 2 ** 30;
  const show = (isTTY: boolean): string => {
    let [text, time] = ['', 0];
    const { report, finished } = downloadReporter({ isTTY, columns: 80, write: (more) => (text += more) }, () => time);
    for (const seconds of [0, 10, 29, 40]) {
      time = seconds * 1000;
      report('/models/vae/a.safetensors', (seconds / 40) * GIB, GIB);
    }
    finished();
    return text;
  };
  expect(show(true)).toContain(
    `\r\u001B[K${'█'.repeat(6)}${'░'.repeat(18)} 256 MiB of 1.0 GiB, 30 s left  a.safetensors`,
  );
  expect(show(false)).toBe('a.safetensors: 0 B of 1.0 GiB\na.safetensors: 1.0 GiB of 1.0 GiB\n');
});

it('names files of the table once, below folders that fit their kind', () => {
  for (const { formats } of KNOWN_MODELS)
    for (const files of formats.values()) {
      const kinds = files.map(({ folder }) => folder);
      expect([['diffusion_models', 'text_encoders', 'vae'], ['loras']]).toContainEqual(kinds);
      for (const { path } of files) expect(path).toMatch(/\.(safetensors|gguf)$/);
    }
});
