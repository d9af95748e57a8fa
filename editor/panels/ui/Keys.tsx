/** A key combination, each key in its box. */
import { isMac } from '../../app/input/keys.ts';
import { keyParts } from '../text/keys.ts';

export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span class="pn-keys">
      {keyParts(keys, isMac()).map((part, index) => (
        <kbd key={index}>{part}</kbd>
      ))}
    </span>
  );
}
