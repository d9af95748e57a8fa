/** The message that the server's database was damaged and restored. It stays until the user has read it. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Restoration } from '../../../engine/protocol/index.ts';
import { browserShelf } from './storage.ts';

/** Where the time of the restoration the user has read of is stored. */
const KEY = 'restoration-read';

export interface RestorationNews {
  /** Undefined when there is nothing to tell. */
  readonly shown: ReadonlySignal<Restoration | undefined>;
  /** Must be called with what the server says when it welcomes the page. */
  readonly take: (restored: Restoration | undefined) => void;
  /** The user has read the message: no tab shows it again. */
  readonly dismiss: () => void;
}

export function createRestorationNews(): RestorationNews {
  const latest = signal<Restoration | undefined>(undefined);
  const read = signal(browserShelf.read(KEY));
  return {
    shown: computed(() => (latest.value?.time === read.value ? undefined : latest.value)),
    take: (restored) => (latest.value = restored),
    dismiss() {
      read.value = latest.peek()?.time;
      browserShelf.write(KEY, read.peek());
    },
  };
}
