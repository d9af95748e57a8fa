/** The settings of the server: see docs/security.md#settings for who may read and change them. */
import { z } from 'zod';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { failures } from '../http/schemas.ts';
import { SETTING_NAMES, type SettingName, type SettingsChange, type SettingsView } from '../../protocol/index.ts';
import type { Settings } from '../settings/settings.ts';

/** Characters of a value, and of a path. */
const LONGEST = { value: 100, path: 4096 } as const;
/** Places with models. */
const MOST_PLACES = 100;

const view = z
  .object({
    paths: z.object({ file: z.string(), data: z.string(), output: z.string(), cache: z.string() }),
    settings: z.record(
      z.enum(SETTING_NAMES),
      z.object({
        kept: z.string().optional().meta({ description: 'In the file.' }),
        used: z.string().optional().meta({ description: 'In use now; absent: the default.' }),
        fixed: z.string().optional().meta({ description: 'The option or variable that wins over the file.' }),
        usual: z.string().optional().meta({ description: 'The default.' }),
      }),
    ),
    models: z
      .array(
        z.object({
          path: z.string(),
          from: z.enum(['given', 'settings', 'standard']),
          isThere: z.boolean(),
          isRead: z.boolean().meta({ description: 'Whether its models are listed already.' }),
        }),
      )
      .readonly(),
    devices: z.array(z.string()).readonly(),
    precisions: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Settings' }) satisfies z.ZodType<SettingsView>;

const value = z.string().trim().min(1).max(LONGEST.value).nullable().optional();

const change = z.strictObject({
  ...(Object.fromEntries(SETTING_NAMES.map((name) => [name, value])) as Record<SettingName, typeof value>),
  models: z.array(z.string().trim().min(1).max(LONGEST.path)).max(MOST_PLACES).optional(),
}) satisfies z.ZodType<SettingsChange>;

export function settingsRoutes(app: App, settings: Settings): void {
  app.get(
    '/api/server/settings',
    {
      config: { access: 'operator' },
      schema: { summary: 'The settings of the server, and where they are kept', response: { 200: view, ...failures } },
    },
    async () => settings.view(),
  );

  app.put(
    '/api/server/settings',
    {
      config: { access: 'operator' },
      schema: {
        summary: 'Keeps settings, most for the next start of the server; null removes one',
        body: change,
        response: { 200: view, ...failures },
      },
    },
    async (request) => {
      const problems = await settings.change(request.body);
      const [first] = problems;
      if (!first) return settings.view();
      const issues = problems.map(({ setting, message }) => ({ code: 'setting', node: '', input: setting, message }));
      throw new HttpError(422, 'invalid-settings', first.message, { issues });
    },
  );
}
