/** Facts about a machine and an installation that decide whether Inkloom works here, and how fast. Plain data. */
import type { CudaInstall, DeviceChoice, KernelSpeed, Processor } from '../../../inference/index.ts';
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';

export interface DoctorFacts {
  readonly processor: Processor;
  readonly kernels: KernelFacts;
  readonly devices: GpuFacts;
  readonly memory: MemoryFacts;
  readonly disks: readonly DiskFacts[];
  /** Models that workflows can name, sorted by name. */
  readonly models: readonly ModelEntry[];
  /** One sentence for each part that a whole model lacks. */
  readonly missingParts: readonly string[];
  readonly versions: VersionFacts;
  readonly environment: EnvironmentFacts;
  readonly settings: SettingFacts;
}

/** Speeds of this machine and the version of onnxruntime, or why they could not be measured. */
export type KernelFacts =
  | {
      readonly kind: 'measured';
      readonly runtime: string;
      readonly speeds: readonly KernelSpeed[];
      /** Whether the machine was calm enough for the speeds of integers to be kept. */
      readonly isSteady: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Graphics adapters, and the devices that were tested on them. */
export interface GpuFacts extends DeviceChoice {
  readonly cuda: CudaInstall['kind'];
}

/** In bytes. */
export interface MemoryFacts {
  readonly total: number;
  /** Limit of the container; undefined without one. */
  readonly limit: number | undefined;
  /** Free for this process, as the system estimates it. */
  readonly free: number;
  /** Undefined where the system does not tell. */
  readonly swap: { readonly total: number; readonly used: number } | undefined;
  /** Most that weights of models may take. */
  readonly budget: number;
}

/** Kinds of places that bytes lie on, as far as the system tells. */
export type DiskKind = 'solid state' | 'hard disk' | 'network' | 'memory';

export interface DiskFacts {
  readonly use: 'cache' | 'output' | 'models';
  readonly path: string;
  /** Bytes; undefined when the system does not tell. */
  readonly free: number | undefined;
  readonly kind: DiskKind | undefined;
  /** Bytes a second at which a file was written through to the disk; undefined when none was written. */
  readonly writes: number | undefined;
  /** Why nothing can be written; undefined when it can, or need not. */
  readonly problem: string | undefined;
}

export interface VersionFacts {
  readonly inkloom: string;
  readonly node: string;
  /** Range of versions of Node that Inkloom needs, such as `>=20.19`. */
  readonly nodeNeeded: string;
  /** Undefined when it is not installed, or cannot be loaded. */
  readonly sharp: string | undefined;
  readonly system: string;
}

export interface EnvironmentFacts {
  readonly locale: string;
  /** Names of variables that name a proxy; their values may hold passwords. */
  readonly proxies: readonly string[];
  /** Names of Inkloom's own variables that are set. */
  readonly own: readonly string[];
}

/** How models would run with the options of the command. */
export interface SettingFacts {
  /** Threads of one operator. */
  readonly threads: number;
  /** Way of holding weights, as given: `auto` by default. */
  readonly precision: string;
}
