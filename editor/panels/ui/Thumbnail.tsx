/** A small picture in a box, which keeps its shape while the picture loads. */
import { useState } from 'preact/hooks';
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { smaller } from '../../controls/pictures/loadable-pictures.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';

export interface ThumbnailProps {
  readonly picture: Pick<PictureFile, 'url' | 'width' | 'height'>;
  /** Empty for a picture that the text beside it describes. */
  readonly alt: string;
  /** `square` crops the picture, `own` gives the box its shape. */
  readonly shape?: 'square' | 'own' | undefined;
  /** Width to load, in pixels. */
  readonly size?: number | undefined;
}

export function Thumbnail({ picture, alt, shape = 'square', size = 320 }: ThumbnailProps) {
  const [lost, setLost] = useState(false);
  const ratio = shape === 'own' && picture.width && picture.height ? `${picture.width} / ${picture.height}` : '1';
  return (
    <span class={`pn-thumbnail pn-thumbnail-${shape}`} style={{ aspectRatio: ratio }}>
      {lost ? (
        <span class="pn-thumbnail-lost" title={t('Picture no longer there')}>
          <Icon name="image" />
          <span>{t('Picture no longer there')}</span>
        </span>
      ) : (
        <img
          src={smaller(picture.url, size)}
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
