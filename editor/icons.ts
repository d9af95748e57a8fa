/** The icons of the editor (Lucide, ISC licence), as SVG text. They take the colour and, at 1em, the size of the text around them. */
import alignCenterHorizontal from 'lucide-static/icons/align-center-horizontal.svg?raw';
import alignCenterVertical from 'lucide-static/icons/align-center-vertical.svg?raw';
import alignEndHorizontal from 'lucide-static/icons/align-end-horizontal.svg?raw';
import alignEndVertical from 'lucide-static/icons/align-end-vertical.svg?raw';
import alignHorizontalDistributeCenter from 'lucide-static/icons/align-horizontal-distribute-center.svg?raw';
import alignStartHorizontal from 'lucide-static/icons/align-start-horizontal.svg?raw';
import alignStartVertical from 'lucide-static/icons/align-start-vertical.svg?raw';
import alignVerticalDistributeCenter from 'lucide-static/icons/align-vertical-distribute-center.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import arrowUpToLine from 'lucide-static/icons/arrow-up-to-line.svg?raw';
import braces from 'lucide-static/icons/braces.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import codeXml from 'lucide-static/icons/code-xml.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import folderOpen from 'lucide-static/icons/folder-open.svg?raw';
import gitCompareArrows from 'lucide-static/icons/git-compare-arrows.svg?raw';
import gripVertical from 'lucide-static/icons/grip-vertical.svg?raw';
import group from 'lucide-static/icons/group.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import image from 'lucide-static/icons/image.svg?raw';
import images from 'lucide-static/icons/images.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import locate from 'lucide-static/icons/locate.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw';
import rotateCw from 'lucide-static/icons/rotate-cw.svg?raw';
import route from 'lucide-static/icons/route.svg?raw';
import save from 'lucide-static/icons/save.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import square from 'lucide-static/icons/square.svg?raw';
import stickyNote from 'lucide-static/icons/sticky-note.svg?raw';
import terminal from 'lucide-static/icons/terminal.svg?raw';
import trash2 from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import unlink from 'lucide-static/icons/unlink.svg?raw';
import volumeX from 'lucide-static/icons/volume-x.svg?raw';
import workflow from 'lucide-static/icons/workflow.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const ICONS = {
  play, x, search, plus, trash2, copy, download, chevronDown, chevronRight, chevronLeft, ellipsis, gripVertical, arrowUpToLine, image,
  images, history, rotateCcw, gitCompareArrows, folderOpen, save, triangleAlert, circleAlert, circleCheck, circleX, info, eye, eyeOff,
  unlink, locate, workflow, alignStartVertical, alignEndVertical, alignCenterVertical, alignStartHorizontal, alignEndHorizontal,
  alignCenterHorizontal, alignHorizontalDistributeCenter, alignVerticalDistributeCenter, group, stickyNote, terminal, braces, codeXml, clock,
  hourglass, arrowUp, arrowDown, pencil, volumeX, route, check, square, rotateCw, fileText, link,
} as const;

export type IconName = keyof typeof ICONS;

/** For `innerHTML`: a trusted text, hidden from screen readers. */
export function iconSvg(name: IconName): string {
  return ICONS[name].replace(/<!--.*?-->\s*/s, '').replace(/width="24"\s+height="24"/, 'width="1em" height="1em" aria-hidden="true"');
}
