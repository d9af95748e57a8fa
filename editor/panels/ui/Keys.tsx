/** A key combination, one box for each key. */
import { isMac } from '../../keyboard.ts';
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
