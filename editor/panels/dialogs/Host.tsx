/** A place for something that is plain DOM and takes care of itself. */
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface HostProps {
  readonly class: string;
  /** Puts it into the element. @returns how to take it out again. */
  readonly mount: (host: HTMLElement) => () => void;
  /** Another one is another thing. */
  readonly of: unknown;
}

export function Host({ class: name, mount, of }: HostProps) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (host.current ? mount(host.current) : undefined), [of]);
  return <div ref={host} class={name} />;
}
