/** `/users` and `/settings`: there is one user. */
import type { App } from '../../context.ts';
import { HttpError } from '../../http/errors.ts';
import { isRecord } from '../../../workflow/import/is-record.ts';
import { THEIRS } from '../context.ts';
import type { UserSettings } from '../users/settings.ts';

interface OfSetting {
  readonly Params: { readonly id: string };
}

export function userRoutes(scope: App, settings: UserSettings): void {
  scope.get('/users', THEIRS, async () => ({ storage: 'server', migrated: true }));

  scope.get('/settings', THEIRS, () => settings.read());

  scope.post('/settings', THEIRS, async ({ body }) => {
    if (!isRecord(body)) throw new HttpError(400, 'invalid-request', 'Expected an object of settings by name.');
    await settings.set(body);
    return {};
  });

  scope.get<OfSetting>('/settings/:id', THEIRS, async ({ params }, reply) => {
    const all = await settings.read();
    const value = Object.hasOwn(all, params.id) ? all[params.id] : null;
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(value));
  });

  scope.post<OfSetting>('/settings/:id', THEIRS, async ({ params, body }) => {
    await settings.set({ [params.id]: body });
    return {};
  });
}
