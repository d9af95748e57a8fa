/** What the painter is told besides the scene: states of a gesture and of a run. */
import type { NodeActivity } from '../../../engine/protocol/index.ts';
import type { Box, Point } from '../../document/layout/geometry.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import type { Viewport } from '../../editor-context.ts';
import type { Size } from '../scene/viewport.ts';

/** A straight line to which what is dragged is aligned, in canvas pixels. */
export interface Guide {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What a gesture shows while it goes on. */
export interface Hints {
  readonly marquee?: Box | undefined;
  readonly guides?: readonly Guide[] | undefined;
  /** A wire that is being drawn. */
  readonly loose?:
    | { readonly from: Point; readonly to: Point; readonly type: string; readonly refused: boolean }
    | undefined;
  /** The socket a wire would go to. */
  readonly target?: WireEnd | undefined;
  /** Wires that are not drawn, because their end was taken off. */
  readonly hidden?: ReadonlySet<string> | undefined;
  /** The wire a dragged node would be put into. */
  readonly wire?: string | undefined;
  /** The wire under the pointer. */
  readonly hover?: string | undefined;
  /** A group a dragged node would join. */
  readonly group?: string | undefined;
  /** Nodes that leave their groups. */
  readonly leaving?: ReadonlySet<string> | undefined;
}

export interface Shown {
  readonly viewport: Viewport;
  readonly size: Size;
  readonly selection: ReadonlySet<string>;
  readonly focus: string | undefined;
  readonly hints: Hints;
  readonly activity: Readonly<Record<string, NodeActivity>>;
  /** Address of the picture a node shows. */
  readonly pictureOf: (node: string) => string | undefined;
  /** Nodes with a problem. */
  readonly troubled: ReadonlySet<string>;
  /** Nodes that are shown as elements, and not drawn. */
  readonly mounted: ReadonlySet<string>;
  /** Everything is drawn, elements are not shown. */
  readonly far: boolean;
}
