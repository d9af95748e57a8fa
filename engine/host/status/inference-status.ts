/** What the inference process holds in memory now, for people who look. Asking starts no process and delays no run. */
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { sep } from 'node:path';
import type { InferenceClient } from '../../../inference/index.ts';
import type { ModelLibrary } from '../../../nodes/services/tokens.ts';
import type { LoadedModel, ServerStatus } from '../../protocol/index.ts';
import type { EngineSettings } from '../engine-settings.ts';

type RuntimeStatus = Awaited<NonNullable<ReturnType<InferenceClient['status']>>>;

/** Milliseconds to wait for the process. It answers between two requests; until then the last answer stands. */
const PATIENCE = 150;

export class InferenceStatus {
  readonly #inference: InferenceClient;
  readonly #models: Pick<ModelLibrary, 'entries'>;
  readonly #settings: EngineSettings;
  #last: RuntimeStatus | undefined;
  #asking: Promise<void> | undefined;
  /** Names of models by the folder or file of a part. */
  readonly #names = new Map<string, string | undefined>();

  constructor(inference: InferenceClient, models: Pick<ModelLibrary, 'entries'>, settings: EngineSettings) {
    this.#inference = inference;
    this.#models = models;
    this.#settings = settings;
  }

  async now(): Promise<ServerStatus> {
    await this.#ask();
    const resident = await residentBytes(this.#inference.pid);
    const { device = process.env['INKLOOM_DEVICE'] ?? 'auto', precision = 'auto' } = this.#settings;
    return {
      device,
      precision,
      memory: {
        ...(resident === undefined ? {} : { process: resident }),
        free: process.availableMemory(),
        total: totalmem(),
        budget: this.#last?.budgetBytes ?? this.#inference.budget,
      },
      devices: (this.#last?.devices ?? []).map(({ name, used, limit }) => ({ name, used, limit })),
      models: await Promise.all((this.#last?.loaded ?? []).map((part) => this.#named(part))),
    };
  }

  async #ask(): Promise<void> {
    const answer = this.#asking ?? this.#inference.status()?.then((status) => void (this.#last = status));
    if (!answer) {
      this.#last = undefined;
      return;
    }
    const asking = answer.catch(() => {}).finally(() => (this.#asking = undefined));
    this.#asking ??= asking;
    await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
  }

  async #named({ dir, kind, copied, mapped }: RuntimeStatus['loaded'][number]): Promise<LoadedModel> {
    if (!this.#names.has(dir)) {
      const found = (await this.#models.entries()).find(({ path }) => dir === path || dir.startsWith(path + sep));
      this.#names.set(dir, found?.name);
    }
    const name = this.#names.get(dir);
    return { ...(name === undefined ? {} : { name }), kind, copied, mapped };
  }
}

/** Memory of a process in bytes; undefined where there is none, and on systems that do not tell by `/proc`. */
async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  if (pid === undefined) return undefined;
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(text) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
