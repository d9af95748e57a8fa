/** Confines an exception to one part of the page. */
import { Component, type ComponentChildren } from 'preact';
import type { Editor } from '../../editor-context.ts';
import { messageOf } from '../../words.ts';
import { t } from '../../i18n/t.ts';

interface BoundaryProps {
  readonly editor: Editor;
  /** Names the part in messages, for example "the queue". */
  readonly name: string;
  readonly children: ComponentChildren;
}

export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    this.setState({ failed: true });
    const { editor, name } = this.props;
    editor.notify('error', t('Something went wrong in {part}: {problem}', { part: name, problem: messageOf(error) }));
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div class="app-failed" role="alert">
        <p>{t('Something went wrong in {part}.', { part: this.props.name })}</p>
        <button type="button" class="button" onClick={() => this.setState({ failed: false })}>
          {t('Try again')}
        </button>
      </div>
    );
  }
}
