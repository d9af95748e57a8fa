/** Asks for the token of a server that requires one, and exchanges it for a cookie. The page does not keep it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, giveToken } from '../../client/request.ts';
import { messageOf } from '../../words.ts';
import { msg, t } from '../../i18n/t.ts';

const REFUSED = msg('The server did not accept this token.');

/** @param props `wasRefused`: the token of the page's address was wrong. */
export function TokenForm({ wasRefused }: { readonly wasRefused: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | undefined>(wasRefused ? REFUSED : undefined);
  useEffect(() => input.current?.focus(), []);
  const give = async (token: string): Promise<void> => {
    try {
      await giveToken(token);
      location.reload();
    } catch (error) {
      setProblem(error instanceof ApiError && error.status === 401 ? REFUSED : messageOf(error));
      input.current?.select();
    }
  };
  return (
    <main class="app-token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give(input.current?.value.trim() ?? '');
        }}
      >
        <h1>{t('This server asks for a token')}</h1>
        {problem !== undefined && (
          <p class="app-token-refused" role="alert">
            {t(problem)}
          </p>
        )}
        <p>{t('Whoever started the server has it. Your browser keeps a cookie in its place until you close it.')}</p>
        <input
          ref={input}
          name="token"
          type="password"
          aria-label={t('Token')}
          autocomplete="current-password"
          required
        />
        <button type="submit" class="button is-primary is-large">
          {t('Open the editor')}
        </button>
      </form>
    </main>
  );
}
