/** A small picture in a box that keeps its shape while the picture loads. */
import { useState } from 'preact/hooks';
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { Icon } from '../../Icon.tsx';

/** The address of a picture in a smaller size; addresses of this tab stay as they are. */
export function sizedUrl(url: string, width: number): string {
  if (url.startsWith('blob:') || url.startsWith('data:')) return url;
  return `${url}${url.includes('?') ? '&' : '?'}width=${width}`;
}

export interface ThumbnailProps {
  readonly picture: Pick<PictureFile, 'url' | 'width' | 'height'>;
  /** Empty for a picture whose meaning is written beside it. */
  readonly alt: string;
  /** `square` crops, `own` gives the box the shape of the picture. */
  readonly shape?: 'square' | 'own' | undefined;
  readonly size?: number | undefined;
}

export function Thumbnail({ picture, alt, shape = 'square', size = 320 }: ThumbnailProps) {
  const [lost, setLost] = useState(false);
  const ratio = shape === 'own' && picture.width && picture.height ? `${picture.width} / ${picture.height}` : '1';
  return (
    <span class={`pn-thumbnail pn-thumbnail-${shape}`} style={{ aspectRatio: ratio }}>
      {lost ? (
        <Icon name="image" />
      ) : (
        <img
          src={sizedUrl(picture.url, size)}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setLost(true)}
        />
      )}
    </span>
  );
}
