/** The part of a scrolled element that is in view, in CSS pixels. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface View {
  readonly top: number;
  /** Of the content, without padding. */
  readonly width: number;
  readonly height: number;
}

/** Before the first layout, a window's width, so that the first pictures are asked for at once. */
const FIRST: View = { top: 0, width: 960, height: 720 };

export function useView(scroller: RefObject<HTMLElement>): View {
  const [view, setView] = useState(FIRST);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      const { paddingLeft, paddingRight } = getComputedStyle(element);
      const width =
        element.clientWidth - (Number.parseFloat(paddingLeft) || 0) - (Number.parseFloat(paddingRight) || 0);
      if (width > 0) setView({ top: element.scrollTop, width, height: element.clientHeight });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return view;
}
