/**
 * The updates of a LoRA that are merged into the weights:
 * - `none`: all stay beside the weights, and one model in memory serves every strength;
 * - `own`: some are merged, those of other LoRAs are not;
 * - `earlier`: those of LoRAs before it may be merged with them, because the order counts.
 */
export type Merging = 'none' | 'own' | 'earlier';

/** A LoRA at work. Plain data: it travels with the component that it changes. */
export interface LoraUse {
  /** Absolute path. */
  readonly file: string;
  /** Identity of its content. */
  readonly digest: string;
  /** Any finite number; 0 changes nothing. */
  readonly strength: number;
  readonly merges: Merging;
}
