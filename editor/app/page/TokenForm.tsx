/** Asks for the token of a server that requires one. The token is kept in this tab only. */
import { useEffect, useRef } from 'preact/hooks';
import { tabShelf } from '../session/storage.ts';

export function TokenForm() {
  const input = useRef<HTMLInputElement>(null);
  const wasRefused = tabShelf.read('token') !== null;
  useEffect(() => input.current?.focus(), []);
  return (
    <main class="app-token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          tabShelf.write('token', input.current?.value.trim());
          location.reload();
        }}
      >
        <h1>This server requires a token</h1>
        {wasRefused && (
          <p class="app-token-refused" role="alert">
            The server did not accept this token.
          </p>
        )}
        <p>The server printed it as part of the editor's address when it was started.</p>
        <input ref={input} name="token" type="password" aria-label="Token" autocomplete="current-password" required />
        <button type="submit" class="button is-primary is-large">
          Open the editor
        </button>
      </form>
    </main>
  );
}
