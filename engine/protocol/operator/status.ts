/** What the server works with at present: GET /api/status. Sizes are bytes. */

/** A part of a model in memory. */
export interface LoadedModel {
  /** Name of the model in workflows; undefined for one that is in no place any more. */
  readonly name?: string | undefined;
  /** Such as `transformer`. */
  readonly kind: string;
  /** In the memory of the process, and in the page cache of the system, which can take it back. */
  readonly copied: number;
  readonly mapped: number;
}

export interface ServerStatus {
  /** The setting, such as `auto` or `cuda`. */
  readonly device: string;
  readonly precision: string;
  readonly memory: {
    /** Resident memory of the inference process; absent while none runs, and where the system does not tell. */
    readonly process?: number | undefined;
    readonly free: number;
    readonly total: number;
    /** Memory that weights may take. */
    readonly budget: number;
  };
  /** Devices besides the processor that hold weights. */
  readonly devices: readonly { readonly name: string; readonly used: number; readonly limit: number }[];
  readonly models: readonly LoadedModel[];
}
