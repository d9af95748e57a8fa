/** An icon beside or in place of a text, as a component. Outside of components: `iconOf` in dom.ts. */
import { type IconName, iconSvg } from './icons.ts';

export function Icon({ name }: { readonly name: IconName }) {
  // The markup is part of the program and never comes from a document.
  return <span class="text-icon" dangerouslySetInnerHTML={{ __html: iconSvg(name) }} />;
}
