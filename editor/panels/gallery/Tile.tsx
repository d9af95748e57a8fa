/** One picture in the grid of the gallery. */
import type { GalleryPicture } from '../../../engine/protocol/index.ts';
import { carryPicture } from '../../controls/pictures/picture-transfer.ts';
import { t } from '../../i18n/t.ts';
import { excerpt } from '../text/run.ts';
import { agoText } from '../text/time.ts';
import { PointerButton } from '../ui/Button.tsx';
import { Thumbnail } from '../ui/Thumbnail.tsx';
import { factsOf, titleOf } from './facts.ts';
import type { Area } from './grid-layout.ts';

export interface TileProps {
  readonly id: string;
  readonly picture: GalleryPicture;
  readonly area: Area;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Its place in the whole gallery, from 1, and how many there are. */
  readonly place: readonly [number, number];
  readonly isSelected: boolean;
  /** Whether keys act on it. */
  readonly isCurrent: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly onOpen: () => void;
  readonly onStar: () => void;
  readonly onMenu: (x: number, y: number) => void;
}

export function Tile(props: TileProps) {
  const { id, picture, area, now, place, isSelected, isCurrent, onClick, onOpen, onStar, onMenu } = props;
  const title = titleOf(picture);
  const facts = factsOf(picture, now).join(', ');
  return (
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      aria-posinset={place[0]}
      aria-setsize={place[1]}
      title={`${excerpt(title, 400)}\n${facts}`}
      class={`ga-tile${isCurrent ? ' is-current' : ''}`}
      style={{ transform: `translate(${area.x}px, ${area.y}px)`, width: `${area.width}px`, height: `${area.height}px` }}
      draggable
      onDragStart={(event) => event.dataTransfer && carryPicture(event.dataTransfer, picture)}
      onClick={onClick}
      onDblClick={onOpen}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
    >
      <span class="visually-hidden">
        {`${picture.isStarred ? `${t('Starred')}, ` : ''}${excerpt(title)}, ${facts}`}
      </span>
      <Thumbnail picture={picture} alt="" />
      <span class={`ga-star${picture.isStarred ? ' is-on' : ''}`}>
        <PointerButton icon="star" label={picture.isStarred ? t('Remove the star') : t('Star')} onClick={onStar} />
      </span>
      <span class="ga-caption" aria-hidden="true">
        <span class="pn-clip">{excerpt(title, 60)}</span>
        <span class="ga-line">
          <span class="pn-clip pn-grow">{picture.model ?? picture.workflow ?? ''}</span>
          <span>{agoText(picture.made, now)}</span>
        </span>
      </span>
    </div>
  );
}
