/** Choices that have other names here. */
import type { Renamed } from '../../engine/comfyui/define.ts';
import { Untranslatable } from '../../engine/comfyui/translate/wire.ts';

/**
 * An input of ours with a choice.
 * @param names ours, by theirs.
 */
export function choiceNamed(name: string, names: Readonly<Record<string, string>>): Renamed {
  return {
    name,
    ours(theirs) {
      const own = Object.hasOwn(names, String(theirs)) ? names[String(theirs)] : undefined;
      if (own !== undefined) return own;
      throw new Untranslatable(`asks for "${String(theirs)}"; there are ${Object.keys(names).join(', ')}`);
    },
    theirs: (ours) => Object.keys(names).find((each) => names[each] === ours),
  };
}
