/** The models of the server, as far as workflows name them. */
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';

export interface ModelsThere {
  readonly entries: readonly ModelEntry[];
  /** Names of LoRAs. */
  readonly loras: readonly string[];
}
