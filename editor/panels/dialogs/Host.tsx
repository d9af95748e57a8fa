/** An element for plain DOM that manages itself. */
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface HostProps {
  readonly class: string;
  /** Puts content into the element. @returns a function that removes it. */
  readonly mount: (host: HTMLElement) => () => void;
  /** When this changes, the content is mounted again. */
  readonly of: unknown;
}

export function Host({ class: name, mount, of }: HostProps) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (host.current ? mount(host.current) : undefined), [of]);
  return <div ref={host} class={name} />;
}
