/** The gallery: every picture that runs of this server saved. See /api/gallery. */
import type { PictureFile } from './pictures.ts';

/** A saved picture, with the facts that people search by. */
export interface GalleryPicture extends PictureFile {
  /** Stays the same for the picture. Pictures made later have higher ids. */
  readonly id: number;
  /** When it was made, in milliseconds since the epoch. */
  readonly made: number;
  readonly bytes: number;
  /** The run that made it; undefined for a file found in the folder. The run may no longer be in the history. */
  readonly run?: string | undefined;
  /** Seconds its run took. */
  readonly seconds?: number | undefined;
  /** Name of the workflow. */
  readonly workflow?: string | undefined;
  readonly prompt?: string | undefined;
  /** Decimal: seeds have up to 64 bits. */
  readonly seed?: string | undefined;
  /** As the workflow names it. */
  readonly model?: string | undefined;
  readonly isStarred: boolean;
}

/** Which pictures to list. Without a condition, all. */
export interface GalleryQuery {
  /** Words of prompt, workflow, file, model or seed; each begins a word there. `"two words"` stand side by side. */
  readonly search?: string | undefined;
  readonly seed?: string | undefined;
  readonly model?: string | undefined;
  /** Made at this time or later, in milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Made before this time, in milliseconds since the epoch. */
  readonly to?: number | undefined;
  /** Only those with a star. */
  readonly starred?: boolean | undefined;
}

/** GET /api/gallery: the latest first. */
export interface GalleryPage {
  readonly pictures: readonly GalleryPicture[];
  /** Ask for the next page with `before`; undefined on the last one. */
  readonly next?: number | undefined;
  /** Pictures of all pages, at most 10,000; only on the first page. */
  readonly count?: number | undefined;
}

/** GET /api/gallery/facts: values to choose from. */
export interface GalleryFacts {
  /** Models that made pictures, the most used first. */
  readonly models: readonly string[];
  /** Whether pictures of before are still being entered. */
  readonly isFilling: boolean;
}
