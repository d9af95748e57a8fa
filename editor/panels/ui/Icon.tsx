/** An icon beside or instead of a text. */
import { type IconName, iconSvg } from '../../icons.ts';

export function Icon({ name }: { readonly name: IconName }) {
  // Icons are part of the program, never of a document.
  return <span class="pn-icon" dangerouslySetInnerHTML={{ __html: iconSvg(name) }} />;
}
