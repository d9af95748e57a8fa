/**
 * The options of a server, and what the program that starts one gets back. The command line and the server share these.
 */
import type { ComfyPrompts } from '../comfyui/prompts.ts';
import type { FileLayer } from '../files/file-layer.ts';
import type { EngineSettings } from './engine-settings.ts';

/** Limits of what clients may send and keep. */
export interface ServerLimits {
  /** Bytes of a JSON body. */
  readonly bodyBytes: number;
  /** Bytes of an uploaded file. */
  readonly uploadBytes: number;
  /** Pixels of a picture that is decoded. */
  readonly pixels: number;
  /** Nodes of a workflow, those of its subgraphs included. */
  readonly nodes: number;
  /** Nodes of a workflow once its subgraphs and lists of values are unrolled. */
  readonly flatNodes: number;
  /** Bytes of a workflow as JSON. */
  readonly workflowBytes: number;
  /** Documents open at once. */
  readonly documents: number;
  /** Pictures in a list. */
  readonly listed: number;
  /** Queued runs. */
  readonly queued: number;
  /** WebSockets open at once. */
  readonly sockets: number;
}

/** An access token with the name of its holder. Owners of runs take turns. */
export interface NamedToken {
  /** At least 8 characters. */
  readonly token: string;
  /** Most runs that its holder may queue in a time, such as `100/hour`; default: no limit. */
  readonly runs?: string | undefined;
  /** The highest priority of its holder's runs; default: `high`. */
  readonly priority?: 'high' | 'normal' | 'low' | undefined;
}

/** From the fewest lines to the most. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export const LOG_FORMATS = ['text', 'json'] as const;

/** Lines of a log, for the operator and their programs. */
export interface LogOptions {
  readonly format: (typeof LOG_FORMATS)[number];
  /** Lines of lower levels are left out. */
  readonly level: (typeof LOG_LEVELS)[number];
  /** @param line with its line break. */
  readonly write: (line: string) => void;
}

export interface StartServerOptions extends EngineSettings {
  /**
   * Address to listen at; default: 127.0.0.1. An address that other machines can reach needs a token, or `insecure`.
   */
  readonly host?: string | undefined;
  /** Default: 4360, or the next free port. 0: any free port. */
  readonly port?: number | undefined;
  /**
   * Folder for workflows, uploads, results, queue and history; default: `INKLOOM_DATA`, else the system's data folder.
   */
  readonly data?: string | undefined;
  /** Required with every request for data, at least 8 characters; default: none. */
  readonly token?: string | undefined;
  /** Further tokens, by the name of their holder: whose runs they are, and how many of them. */
  readonly tokens?: Readonly<Record<string, NamedToken>> | undefined;
  /** Listen where other machines can reach the server without a token: everybody there can use it. */
  readonly insecure?: boolean | undefined;
  /**
   * Origins of pages that may use the server besides its own, such as `https://inkloom.example` in front of a proxy.
   */
  readonly allowOrigins?: readonly string[] | undefined;
  /** Names the server answers to, besides `localhost` and its own address. */
  readonly allowHosts?: readonly string[] | undefined;
  /** Folder of the built editor; default: the one in the package. */
  readonly editor?: string | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
  /** Write ComfyUI's workflow and prompt into PNGs of our own workflows too, where these have a counterpart there. */
  readonly comfyMetadata?: boolean | undefined;
  /** Reads the prompts of ComfyUI's clients; default: those of the nodes that have a counterpart here. */
  readonly comfyPrompts?: ComfyPrompts | undefined;
  /**
   * Address of a queue, `redis://...` or `postgres://...`, over which workers elsewhere carry out the runs. Needs a
   * store. Default: this process carries the runs out.
   */
  readonly queue?: string | undefined;
  /** Writes results, uploads and workflows; default: the disk. A test gives one that fails. */
  readonly files?: FileLayer | undefined;
  /** Writes a log of runs and requests, messages for the operator included; default: none is written. */
  readonly log?: LogOptions | undefined;
  /** Let everybody who reaches the server read its metrics; default: those who have the token, or this machine. */
  readonly metricsOpen?: boolean | undefined;
  /** Called with messages for the operator, one sentence each; default: nobody is told. */
  readonly say?: ((message: string) => void) | undefined;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4360`. */
  readonly url: string;
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly data: string;
  /**
   * @returns an address of the editor for a browser of this machine. Where the server asks for a token, the address
   *   lets one browser in without it, once and within a minute.
   */
  invite(): string;
  /**
   * Stops the server. Unfinished runs resume when a server with this data folder starts again.
   * @param patience milliseconds in which running runs may end; default 0. Meanwhile the server answers as before, and
   *   starts no further run.
   */
  close(patience?: number): Promise<void>;
}

/** Starts a server. @throws UsageError for options that cannot be used. */
export type StartServer = (options: StartServerOptions) => Promise<RunningServer>;
