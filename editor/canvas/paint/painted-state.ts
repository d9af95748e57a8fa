/** State that is painted besides the scene: of a gesture, the selection and a run. */
import type { NodeActivity } from '../../../engine/protocol/index.ts';
import type { Box, Point } from '../../document/layout/geometry.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import type { Viewport } from '../../editor-context.ts';
import type { Size } from '../scene/viewport.ts';

/** A straight line along which a dragged item is aligned, in canvas pixels. */
export interface Guide {
  readonly axis: 'x' | 'y';
  /** Place of the line on the axis. */
  readonly at: number;
  /** Its ends on the other axis. */
  readonly from: number;
  readonly to: number;
}

/** A wire that is being drawn, in canvas pixels. */
export interface LooseWire {
  readonly from: Point;
  readonly to: Point;
  readonly type: string;
  /** Whether it is over something it cannot be connected to. */
  readonly refused: boolean;
}

/** Hints that a gesture shows while it lasts. */
export interface Hints {
  readonly marquee?: Box | undefined;
  readonly guides?: readonly Guide[] | undefined;
  readonly loose?: LooseWire | undefined;
  /** The socket the loose wire would be connected to. */
  readonly target?: WireEnd | undefined;
  /** Ids of wires that are not painted, because their end is being moved. */
  readonly hidden?: ReadonlySet<string> | undefined;
  /** The id of the wire a dragged node would go into. */
  readonly wire?: string | undefined;
  /** The id of the wire under the pointer. */
  readonly hover?: string | undefined;
  /** The id of the group a dragged node would join. */
  readonly group?: string | undefined;
  /** Ids of nodes that leave their groups. */
  readonly leaving?: ReadonlySet<string> | undefined;
}

export interface PaintedState {
  readonly viewport: Viewport;
  readonly size: Size;
  /** Keys of items. */
  readonly selection: ReadonlySet<string>;
  readonly focus: string | undefined;
  readonly hints: Hints;
  readonly activity: Readonly<Record<string, NodeActivity>>;
  /** The address of the picture a node shows. */
  readonly pictureOf: (node: string) => string | undefined;
  /** Whether that picture is of an earlier state of the graph. */
  readonly isEarlier: (node: string) => boolean;
  /** Ids of nodes with a problem. */
  readonly troubled: ReadonlySet<string>;
  /** Ids of nodes that are elements and therefore not painted. */
  readonly mounted: ReadonlySet<string>;
  /** Whether the view is so far away that everything is painted and no element is shown. */
  readonly far: boolean;
}
