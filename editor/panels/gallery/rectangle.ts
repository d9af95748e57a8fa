/** A rectangle drawn with the pointer in a scrolled element. */

/** Way of the pointer, in CSS pixels, from which a press is a drag. */
const START = 4;
/** Nearer to the edge than this, in CSS pixels, the element scrolls. */
const EDGE = 32;
const SPEED = 14;

/**
 * Follows the pointer until it is released.
 * @param onChange called with the rectangle, in pixels of the scrolled content; with undefined at the end.
 */
export function dragRectangle(
  element: HTMLElement,
  { clientX, clientY, pointerId }: PointerEvent,
  onChange: (area: DOMRect | undefined) => void,
): void {
  const content = element.firstElementChild ?? element;
  const inContent = (x: number, y: number): DOMPoint => {
    const { left, top } = content.getBoundingClientRect();
    return new DOMPoint(x - left, y - top);
  };
  const start = inContent(clientX, clientY);
  let isDrag = false;
  const move = (event: PointerEvent): void => {
    isDrag ||= Math.hypot(event.clientX - clientX, event.clientY - clientY) >= START;
    if (!isDrag) return;
    const { top, bottom } = element.getBoundingClientRect();
    if (event.clientY < top + EDGE) element.scrollTop -= SPEED;
    else if (event.clientY > bottom - EDGE) element.scrollTop += SPEED;
    const end = inContent(event.clientX, event.clientY);
    const [x, y] = [Math.min(start.x, end.x), Math.min(start.y, end.y)];
    onChange(new DOMRect(x, y, Math.abs(end.x - start.x), Math.abs(end.y - start.y)));
  };
  const end = (): void => {
    element.removeEventListener('pointermove', move);
    onChange(undefined);
  };
  element.setPointerCapture(pointerId);
  element.addEventListener('pointermove', move);
  element.addEventListener('lostpointercapture', end, { once: true });
}
