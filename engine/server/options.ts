/** What whoever starts a server can set. */
import type { ServerLimits } from './context.ts';

export interface StartServerOptions {
  /** Address to listen at; default 127.0.0.1. Any that other machines can reach needs a token, or `insecure`. */
  readonly host?: string;
  /** Default 4360, or the next one that is free; 0 for any that is free. */
  readonly port?: number;
  /** Folder for workflows, uploads, results, queue and history; default: `INKLOOM_DATA`, else the system's place for data. */
  readonly data?: string;
  /** Asked for with every request for data, at least 8 characters; default: none. */
  readonly token?: string;
  /** Listen where other machines can reach it without a token: everybody there can use it. */
  readonly insecure?: boolean;
  /** Origins of pages that may use the server besides its own, such as `https://inkloom.example` in front of a proxy. */
  readonly allowOrigins?: readonly string[];
  /** Names the server answers as besides `localhost` and the address it listens at. */
  readonly allowHosts?: readonly string[];
  /** Folders with checkpoints; also `INKLOOM_MODELS`. */
  readonly models?: string[];
  /** Folders with pictures workflows may read, besides uploads; also `INKLOOM_INPUT`. */
  readonly input?: string[];
  /** Modules with node types. */
  readonly nodes?: string[];
  /** Memory for weights, such as `12GiB`; default three quarters of what there is. */
  readonly memory?: string;
  /** How weights are held: `fp32`, `cast` or `auto` (default). */
  readonly precision?: string;
  /** Threads of the models; default one a core. */
  readonly threads?: string;
  /** Folder where results are kept; default: `INKLOOM_CACHE`, else the system's place for caches. */
  readonly cache?: string;
  /** Most that is kept, such as `50GiB`; default 20GiB. */
  readonly cacheSize?: string;
  /** Keep results in memory only. */
  readonly noCache?: boolean;
  /** Folder of the built editor; default: that of the package. */
  readonly editor?: string;
  readonly limits?: Partial<ServerLimits>;
  /** Told what an operator should know, in sentences; default: nobody. */
  readonly say?: (message: string) => void;
}
