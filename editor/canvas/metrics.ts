/**
 * The numbers of gestures and painting. Screen pixels are CSS pixels and do not depend on the zoom; canvas pixels are
 * those of the document and equal screen pixels at zoom 1.
 */

/** Zoom factors: screen pixels for one canvas pixel. */
export const ZOOM = {
  min: 0.05,
  max: 3,
  /** Below this zoom nodes are painted instead of being elements, because nothing on them could be read. */
  far: 0.4,
  /** Below this zoom titles are not painted. */
  titles: 0.2,
  /** Below this zoom a dragged item does not align with its neighbours. */
  align: 0.3,
  /** Below this zoom the dots of the background are smaller. */
  smallDots: 0.5,
  /** The largest zoom at which everything is shown, the smallest at which one node and the selection are. */
  fit: 1,
  /** The smallest zoom of a fit: the smallest text of a node, 13 pixels, is then 11 pixels high. */
  legible: 0.85,
  node: 0.6,
  selection: 0.8,
  /** Factor of one step by key. */
  step: 1.25,
} as const;

/** Screen pixels between everything that is shown at once and the edge of the canvas. */
export const FIT_MARGIN = 32;

/** When a press is a click, and when it opens a menu. */
export const PRESS = {
  /** Screen pixels a click may wander. */
  still: { mouse: 3, touch: 9 },
  /** Milliseconds a finger rests before the menu opens. */
  long: 500,
  /** Milliseconds a press of Space may last and still be a tap. */
  tap: 350,
} as const;

/** Distances within which the pointer hits something that is painted, in screen pixels. */
export const REACH = {
  wire: 8,
  /** A wire under a resting mouse. */
  hover: 7,
  /** A wire under a dragged node. */
  insertion: 14,
  socket: { mouse: 9, touch: 20 },
  /** A socket at the loose end of a wire; half of it for a socket of the same side. */
  target: 24,
} as const;

/** Upper limits of these distances, in canvas pixels, so that a small graph is not all sockets and wires. */
export const MOST_REACH = { wire: 16, socket: { mouse: 9, touch: 16 } } as const;

export const DRAG = {
  /** Screen pixels from which the edges of boxes attract each other. */
  attract: 5,
  /** Canvas pixels by which a guide line reaches beyond the boxes it joins. */
  guide: 12,
} as const;

/** Moves the view while the pointer is near an edge. */
export const AUTO_PAN = {
  /** Width of the edge, in screen pixels. */
  edge: 36,
  /** The highest speed, in screen pixels a frame. */
  fastest: 14,
  /** Milliseconds for which a drag is held at an edge before the view moves, so that a drop there moves nothing. */
  hold: 300,
} as const;

/** Seconds of an animated change of the view. */
export const GLIDE_SECONDS = 0.22;

export const WHEEL = {
  /** Screen pixels of one line, for browsers that report lines. */
  line: 16,
  /** The smallest step of a mouse wheel, in screen pixels. Smaller steps come from a trackpad. */
  mouseStep: 50,
  /** Milliseconds after a step of a trackpad during which every step counts as one of a trackpad. */
  trackpad: 300,
  /** The largest step that counts for zooming, in screen pixels. */
  most: 140,
  /** Logarithm of the zoom factor for one screen pixel. */
  strength: { pinch: 0.01, wheel: 0.0018 },
} as const;

/** Grid steps of a move by key. */
export const NUDGE = { near: 1, far: 10 } as const;

/** Places of new nodes, in canvas pixels. */
export const NEW_NODE = {
  /** Gap to the node it is added beside. */
  gap: 60,
  /** From its corner to the pointer, for a dropped picture. */
  grip: { x: 40, y: 16 },
  /** From the socket to its corner, when it is chosen from the list of a wire. */
  fromOutput: { x: 80, y: -40 },
  fromInput: { x: -340, y: -40 },
} as const;

/** Screen pixels of the search that stay inside the canvas. */
export const SEARCH_INSIDE = 40;

/** Distance of a menu opened by key from the corner of its item, in canvas pixels. */
export const MENU_INSET = 24;

/** The list of sockets beside a node, in screen pixels. */
export const WIRE_LIST = {
  margin: 8,
  /** Distance from the socket. */
  gap: 12,
  width: 320,
  height: 300,
  /** Milliseconds after which a typed letter begins a new word. */
  typing: 900,
} as const;

/** Limits of the nodes that are elements. */
export const STAGE = {
  /** Milliseconds of a frame for making elements. */
  budget: 6,
  /** Screen pixels around the view in which elements are made, and beyond which they are removed. */
  near: 120,
  away: 900,
} as const;

/** Height of an item that must be in view when it gets the keyboard, in canvas pixels. */
export const REVEALED_HEIGHT = 60;

/** The sentence beside the pointer, in screen pixels. */
export const BUBBLE = { width: 310, beside: 14, below: 16 } as const;

/** The minimap, in its own pixels. */
export const MINIMAP = { width: 180, height: 120, margin: 8, smallestBox: 1.5, line: 1.5 } as const;

/** The curve of a wire, in canvas pixels. */
export const CURVE = {
  /** How far its handles reach out of the sockets: at least, and at most when it leads backwards. */
  reach: 40,
  most: 220,
  /** Number of straight parts by which its distance to a point is measured. */
  parts: 24,
} as const;

/** Wires that go around nodes, in canvas pixels. */
export const ROUTE = {
  radius: 12,
  /** From a socket to the upright part beside it, and from a lane to the node beside it. */
  aside: 14,
  clear: 12,
  /** Wires on the same way: how many of them have tracks of their own, and how far these are apart. */
  tracks: 4,
  apart: 7,
  laneApart: 3,
  /** How far above and below its sockets a wire may go. */
  search: 1000,
  /** Points of a curve that are looked at, and how far one may reach into a node. */
  parts: 20,
  touch: 3,
} as const;

/** Device pixels for one screen pixel, at most: more cost time and are hardly seen. */
export const MOST_PIXEL_RATIO = 2;

/** The dots of the background, in screen pixels; `spacing` in canvas pixels. */
export const DOTS = { spacing: 24, smallestStep: 15, size: 1.75, smallSize: 1.25 } as const;

/** Screen pixels around the view in which things are painted. */
export const PAINT_MARGIN = 8;

/** Frames of groups. Lengths in screen pixels, `radius` in canvas pixels; opacities from 0 to 1. */
export const GROUP_FRAME = {
  radius: 14,
  fill: 0.09,
  fillWhenJoining: 0.2,
  line: 0.5,
  lineWidth: 1,
  markedLineWidth: 2,
  /** Titles of narrower groups are not painted. */
  narrowest: 50,
  font: 12,
  title: { x: 2, y: -3 },
} as const;

/** Wires: widths in canvas pixels and at least in screen pixels, opacities from 0 to 1. */
export const WIRE = {
  width: { canvas: 2.25, screen: 1 },
  opacity: 0.85,
  mutedOpacity: 0.35,
  mutedDash: [6, 5],
  /** A wire that is selected, pointed at or at work. */
  strong: { canvas: 3, screen: 1.5 },
  halo: { canvas: 9, screen: 5 },
  haloOpacity: 0.3,
} as const;

/** Nodes and notes that are painted. Lengths in canvas pixels, opacities from 0 to 1. */
export const PAINTED_ITEM = {
  radius: 9,
  tint: 0.2,
  quiet: 0.45,
  /** Opacity of pictures of an earlier state, as in style/controls/node.css. */
  earlier: 0.45,
  noteLine: 0.6,
  /** Radius of a bend in a wire, and width of its line. */
  bend: 6,
  bendLine: 2,
} as const;

/** Texts on painted nodes and notes. Sizes in canvas pixels and at least in screen pixels, heights in sizes. */
export const PAINTED_TEXT = {
  title: { canvas: 13, screen: 10.5, lineHeight: 1.2, mostLines: 3, inset: { x: 12, y: 8 } },
  note: { canvas: 13, screen: 10, lineHeight: 1.3, inset: { x: 8, y: 8 } },
} as const;

/** How many measured texts and small pictures are kept. */
export const KEPT = { texts: 4000, thumbnails: 120 } as const;

/** Width of the pictures on painted nodes, in screen pixels. */
export const THUMBNAIL_WIDTH = 160;
