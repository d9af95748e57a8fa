/** The canvas in the page. It is only hidden while the form is shown, so that switching back is instant. */
import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { createCanvas } from '../../canvas/canvas.ts';
import type { Editor } from '../../editor-context.ts';
import { CanvasControls } from '../canvas/CanvasControls.tsx';
import { EmptyCanvas } from '../canvas/EmptyCanvas.tsx';
import type { Canvas } from '../create-editor.ts';

export interface CanvasHostProps {
  readonly editor: Editor;
  readonly canvas: Signal<Canvas | undefined>;
  readonly hidden: boolean;
}

export function CanvasHost({ editor, canvas, hidden }: CanvasHostProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const made = createCanvas(editor, host.current);
    canvas.value = made;
    return () => {
      canvas.value = undefined;
      made.destroy();
    };
  }, [editor]);
  return (
    <div class="app-canvas" role="main" hidden={hidden}>
      <div ref={host} class="app-canvas-place" />
      <EmptyCanvas editor={editor} />
      <CanvasControls editor={editor} />
    </div>
  );
}
