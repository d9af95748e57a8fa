/** Our colours as those of their editor: a header, and a body that is darker. */
import { HUES } from '../translate/nearest-colour.ts';

/** Saturation, and lightness of header and body. */
const [SATURATION, HEADER, BODY] = [0.35, 0.3, 0.22];

export interface TheirColours {
  readonly color: string;
  readonly bgcolor: string;
}

/** @param name of one of our colours, such as `amber`; undefined for none, and for one that is not known. */
export function theirColours(name: string | undefined): TheirColours | undefined {
  const hue = HUES.find(([known]) => known === name)?.[1];
  if (hue === undefined && name !== 'grey') return undefined;
  const saturation = hue === undefined ? 0 : SATURATION;
  return { color: hex(hue ?? 0, saturation, HEADER), bgcolor: hex(hue ?? 0, saturation, BODY) };
}

/** Hue in degrees. Source: CSS Color Module Level 4, section 7.1 (HSL to RGB). */
function hex(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
