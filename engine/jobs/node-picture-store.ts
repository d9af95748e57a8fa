/** Pictures of the values that nodes computed, for the editor to show. */
import type { StoredOutput } from '../cache/result.ts';
import type { PictureFile } from '../protocol/index.ts';

export interface NodePictureStore {
  /** Whether values of this type have pictures. */
  shows(stored: StoredOutput): boolean;

  /** Makes the pictures of a value; none for another type, or when the value is no longer in the cache. */
  show(stored: StoredOutput): Promise<readonly PictureFile[]>;
}
