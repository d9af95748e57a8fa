/** What is said of a picture of the gallery. */
import type { GalleryPicture } from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import { t } from '../../i18n/t.ts';
import { agoText } from '../text/time.ts';

/** Size, time, seed, model and workflow, where they are known. @param now in milliseconds since the epoch. */
export function factsOf(picture: GalleryPicture, now: number): readonly string[] {
  const { width, height, seconds, seed, model, workflow, made, name } = picture;
  return [
    ...(width === undefined || height === undefined ? [] : [`${width} × ${height}`]),
    ...(seconds === undefined ? [] : [timeText(seconds)]),
    ...(seed === undefined ? [] : [t('seed {seed}', { seed })]),
    ...(model === undefined ? [] : [model]),
    ...(workflow === undefined ? [] : [workflow]),
    agoText(made, now),
    name,
  ];
}

/** The prompt; without one, the workflow or the file. */
export function titleOf({ prompt, workflow, name }: GalleryPicture): string {
  return prompt ?? workflow ?? name;
}
