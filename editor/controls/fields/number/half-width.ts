/** Numbers as input methods for Japanese, Chinese and Korean write them: `１０２４`, `－０．５`. */

/** Distance from U+FF01 to U+FF5E, the full-width forms, to the signs of ASCII (Unicode, chart FF00). */
const DISTANCE = 0xfee0;
/** Signs that the keys for space, comma, full stop and minus give beside the full-width forms. */
const SIGNS: Readonly<Record<string, string>> = { '\u3000': ' ', '、': ',', '。': '.', 'ー': '-', '−': '-' };

/** A text with the usual digits and signs in place of full-width ones. For texts that are read as numbers. */
export function halfWidth(text: string): string {
  return text
    .replaceAll(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - DISTANCE))
    .replaceAll(/[\u3000、。ー−]/g, (sign) => SIGNS[sign] ?? sign);
}
