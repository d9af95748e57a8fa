/** The icons of the editor (Lucide, ISC licence), as SVG text. They take the colour and, at 1em, the size of the text around them. */
import play from 'lucide-static/icons/play.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const ICONS = { play, x } as const;

export type IconName = keyof typeof ICONS;

/** For `innerHTML`: a trusted text, hidden from screen readers. */
export function iconSvg(name: IconName): string {
  return ICONS[name].replace(/<!--.*?-->\s*/s, '').replace(/width="24"\s+height="24"/, 'width="1em" height="1em" aria-hidden="true"');
}
