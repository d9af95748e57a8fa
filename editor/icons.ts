/** The editor's icons (Lucide, ISC licence) as SVG text, in the colour and size of the text around them. */
import alignCenterHorizontal from 'lucide-static/icons/align-center-horizontal.svg?raw';
import alignCenterVertical from 'lucide-static/icons/align-center-vertical.svg?raw';
import alignEndHorizontal from 'lucide-static/icons/align-end-horizontal.svg?raw';
import alignEndVertical from 'lucide-static/icons/align-end-vertical.svg?raw';
import alignHorizontalDistributeCenter from 'lucide-static/icons/align-horizontal-distribute-center.svg?raw';
import alignStartHorizontal from 'lucide-static/icons/align-start-horizontal.svg?raw';
import alignStartVertical from 'lucide-static/icons/align-start-vertical.svg?raw';
import alignVerticalDistributeCenter from 'lucide-static/icons/align-vertical-distribute-center.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowLeftRight from 'lucide-static/icons/arrow-left-right.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import arrowUpToLine from 'lucide-static/icons/arrow-up-to-line.svg?raw';
import ban from 'lucide-static/icons/ban.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleDashed from 'lucide-static/icons/circle-dashed.svg?raw';
import circleHelp from 'lucide-static/icons/circle-question-mark.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import cloudOff from 'lucide-static/icons/cloud-off.svg?raw';
import columns2 from 'lucide-static/icons/columns-2.svg?raw';
import command from 'lucide-static/icons/command.svg?raw';
import contrast from 'lucide-static/icons/contrast.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import dices from 'lucide-static/icons/dices.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import eraser from 'lucide-static/icons/eraser.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import filePlus from 'lucide-static/icons/file-plus.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import folderOpen from 'lucide-static/icons/folder-open.svg?raw';
import gitCompareArrows from 'lucide-static/icons/git-compare-arrows.svg?raw';
import grid2x2 from 'lucide-static/icons/grid-2x2.svg?raw';
import gripVertical from 'lucide-static/icons/grip-vertical.svg?raw';
import group from 'lucide-static/icons/group.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import image from 'lucide-static/icons/image.svg?raw';
import imagePlus from 'lucide-static/icons/image-plus.svg?raw';
import images from 'lucide-static/icons/images.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keyboard from 'lucide-static/icons/keyboard.svg?raw';
import layoutDashboard from 'lucide-static/icons/layout-dashboard.svg?raw';
import layoutTemplate from 'lucide-static/icons/layout-template.svg?raw';
import library from 'lucide-static/icons/library-big.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import listOrdered from 'lucide-static/icons/list-ordered.svg?raw';
import listTree from 'lucide-static/icons/list-tree.svg?raw';
import loaderCircle from 'lucide-static/icons/loader-circle.svg?raw';
import locate from 'lucide-static/icons/locate.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import map from 'lucide-static/icons/map.svg?raw';
import maximize from 'lucide-static/icons/maximize.svg?raw';
import menu from 'lucide-static/icons/menu.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import moon from 'lucide-static/icons/moon.svg?raw';
import paintBucket from 'lucide-static/icons/paint-bucket.svg?raw';
import paintbrush from 'lucide-static/icons/paintbrush.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import recycle from 'lucide-static/icons/recycle.svg?raw';
import redo2 from 'lucide-static/icons/redo-2.svg?raw';
import refreshCw from 'lucide-static/icons/refresh-cw.svg?raw';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw';
import route from 'lucide-static/icons/route.svg?raw';
import save from 'lucide-static/icons/save.svg?raw';
import scrollText from 'lucide-static/icons/scroll-text.svg?raw';
import memoryStick from 'lucide-static/icons/memory-stick.svg?raw';
import cpu from 'lucide-static/icons/cpu.svg?raw';
import boxes from 'lucide-static/icons/boxes.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import settingsIcon from 'lucide-static/icons/settings.svg?raw';
import server from 'lucide-static/icons/server.svg?raw';
import share2 from 'lucide-static/icons/share-2.svg?raw';
import shuffle from 'lucide-static/icons/shuffle.svg?raw';
import skipForward from 'lucide-static/icons/skip-forward.svg?raw';
import slidersHorizontal from 'lucide-static/icons/sliders-horizontal.svg?raw';
import star from 'lucide-static/icons/star.svg?raw';
import square from 'lucide-static/icons/square.svg?raw';
import squareStop from 'lucide-static/icons/square-stop.svg?raw';
import stickyNote from 'lucide-static/icons/sticky-note.svg?raw';
import sun from 'lucide-static/icons/sun.svg?raw';
import sunMoon from 'lucide-static/icons/sun-moon.svg?raw';
import textCursorInput from 'lucide-static/icons/text-cursor-input.svg?raw';
import trash2 from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import undo2 from 'lucide-static/icons/undo-2.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import volumeX from 'lucide-static/icons/volume-x.svg?raw';
import workflow from 'lucide-static/icons/workflow.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import zoomIn from 'lucide-static/icons/zoom-in.svg?raw';
import zoomOut from 'lucide-static/icons/zoom-out.svg?raw';

const ICONS = {
  scrollText,
  memoryStick,
  cpu,
  boxes,
  settings: settingsIcon,
  play,
  x,
  search,
  plus,
  trash2,
  copy,
  download,
  chevronDown,
  chevronRight,
  chevronLeft,
  ellipsis,
  gripVertical,
  arrowUpToLine,
  image,
  images,
  history,
  rotateCcw,
  gitCompareArrows,
  folderOpen,
  save,
  triangleAlert,
  circleAlert,
  circleCheck,
  circleHelp,
  circleX,
  info,
  eye,
  eyeOff,
  locate,
  workflow,
  alignStartVertical,
  alignEndVertical,
  alignCenterVertical,
  alignStartHorizontal,
  alignEndHorizontal,
  alignCenterHorizontal,
  alignHorizontalDistributeCenter,
  alignVerticalDistributeCenter,
  group,
  stickyNote,
  clock,
  hourglass,
  arrowUp,
  arrowDown,
  volumeX,
  route,
  check,
  square,
  star,
  fileText,
  library,
  link,
  dices,
  lock,
  shuffle,
  upload,
  paintbrush,
  recycle,
  ban,
  skipForward,
  columns2,
  arrowLeftRight,
  map,
  maximize,
  eraser,
  undo2,
  redo2,
  contrast,
  paintBucket,
  loaderCircle,
  zoomIn,
  zoomOut,
  grid2x2,
  imagePlus,
  listOrdered,
  server,
  circleDashed,
  minus,
  listTree,
  slidersHorizontal,
  layoutDashboard,
  layoutTemplate,
  sun,
  moon,
  sunMoon,
  keyboard,
  menu,
  textCursorInput,
  cloudOff,
  filePlus,
  share2,
  refreshCw,
  squareStop,
  command,
} as const;

export type IconName = keyof typeof ICONS;

/** Trusted markup for `innerHTML`, hidden from screen readers. */
export function iconSvg(name: IconName): string {
  return ICONS[name]
    .replace(/<!--.*?-->\s*/s, '')
    .replace(/width="24"\s+height="24"/, 'width="1em" height="1em" aria-hidden="true"');
}
