import { type IconName, iconSvg } from '../../icons.ts';

/** An icon of the size of the text around it. */
export function Icon({ name }: { readonly name: IconName }) {
  // Icons are part of the program, never of a document.
  return <span class="app-icon" dangerouslySetInnerHTML={{ __html: iconSvg(name) }} />;
}
