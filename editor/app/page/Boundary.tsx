/** Confines an exception to one part of the page. */
import { Component, type ComponentChildren } from 'preact';
import type { Editor } from '../../editor-context.ts';
import { messageOf } from '../../words.ts';

interface BoundaryProps {
  readonly editor: Editor;
  /** Names the part in messages, for example "The queue". */
  readonly name: string;
  readonly children: ComponentChildren;
}

export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    this.setState({ failed: true });
    const { editor, name } = this.props;
    editor.notify('error', `${name} failed: ${messageOf(error)}`);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div class="app-failed" role="alert">
        <p>{this.props.name} could not be shown.</p>
        <button type="button" class="button" onClick={() => this.setState({ failed: false })}>
          Try again
        </button>
      </div>
    );
  }
}
