/** What this server can do, as `/features` and the WebSocket tell. */
import type { ServerLimits } from '../../host/server-options.ts';

export function featuresOf({ uploadBytes }: Pick<ServerLimits, 'uploadBytes'>): Readonly<Record<string, unknown>> {
  return {
    supports_preview_metadata: true,
    supports_model_type_tags: false,
    max_upload_size: uploadBytes,
    extension: { manager: { supports_v4: false } },
    node_replacements: false,
    assets: false,
  };
}
