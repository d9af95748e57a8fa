/**
 * What two published clients send and read, recorded while each took a prompt through a whole run against this server.
 * They are not installed for the tests: the one brings 212 packages and another TypeScript, the other 860 MB.
 */

export type Step =
  /** The client waits for a message about its prompt. */
  | { readonly told: string }
  | {
      readonly ask: `${'GET' | 'POST' | 'PATCH'} ${string}`;
      /** Content type. */
      readonly as?: string;
      readonly body?: string;
      readonly status?: number;
      /** What the client reads of the answer: types of values, and fields within them. */
      readonly reads?: object;
      /** The client asks again until a field of the answer is there. */
      readonly until?: string;
    };

export interface Conversation {
  readonly name: string;
  /** It has a socket with this id; undefined: it polls. */
  readonly socket?: string;
  /** `PROMPT` and `ID` stand for the prompt and its id. */
  readonly steps: readonly Step[];
}

const PICTURE = { filename: 'string', subfolder: 'string', type: 'string' };
const HISTORY = {
  ID: { status: { completed: 'boolean', status_str: 'string' }, outputs: { 9: { images: [PICTURE] } } },
};
const TEXT = 'text/plain;charset=UTF-8';
const JSON_TYPE = 'application/json';

export const CONVERSATIONS: readonly Conversation[] = [
  {
    name: '@saintno/comfyui-sdk 0.3.1',
    socket: 'saintno-client',
    steps: [
      { ask: 'GET /prompt', reads: { exec_info: { queue_remaining: 'number' } } },
      { ask: 'GET /system_stats', reads: { system: { os: 'string' }, devices: [] } },
      // An answer to these that is no JSON ends the process of the client.
      { ask: 'GET /manager/version', status: 404, reads: {} },
      { ask: 'GET /object_info/Primitive%20boolean%20%5BCrystools%5D', reads: {} },
      {
        ask: 'POST /prompt',
        as: TEXT,
        body: '{"client_id":"saintno-client","prompt":PROMPT}',
        reads: { prompt_id: 'string' },
      },
      {
        ask: 'PATCH /internal/logs/subscribe',
        as: TEXT,
        body: '{"clientId":"saintno-client","enabled":false}',
      },
      { told: 'execution_cached' },
      { ask: 'GET /queue', reads: { queue_running: [], queue_pending: [] } },
      { told: 'executed' },
      { told: 'execution_success' },
      { ask: 'GET /history/ID', reads: HISTORY },
      { ask: 'GET /view?filename=recorded_00001_.png&type=output&subfolder=' },
      { ask: 'GET /history?max_items=200', reads: HISTORY },
      { ask: 'POST /interrupt', reads: {} },
    ],
  },
  {
    name: 'comfyui-mcp 0.52.203',
    steps: [
      { ask: 'GET /system_stats', reads: { system: { os: 'string', ram_total: 'number' }, devices: [] } },
      {
        ask: 'POST /prompt',
        as: JSON_TYPE,
        body: '{"prompt":PROMPT,"client_id":"comfyui-mcp","extra_data":{"extra_pnginfo":{"workflow":{"nodes":[]}}}}',
        reads: { prompt_id: 'string', node_errors: {} },
      },
      { ask: 'GET /queue', reads: { queue_running: [], queue_pending: [] } },
      { ask: 'GET /history/ID?clientId=comfyui-mcp', until: 'ID', reads: HISTORY },
      { ask: 'GET /view?filename=recorded_00001_.png&type=output&subfolder=&clientId=comfyui-mcp' },
      {
        ask: 'POST /prompt',
        as: JSON_TYPE,
        body: '{"prompt":{"9":{"class_type":"SaveImage","inputs":{"filename_prefix":"x"}}},"client_id":"comfyui-mcp"}',
        status: 400,
        reads: {
          error: { message: 'string' },
          node_errors: {
            9: { class_type: 'string', errors: [{ message: 'string', extra_info: { input_name: 'string' } }] },
          },
        },
      },
      { ask: 'GET /object_info?clientId=comfyui-mcp', reads: { SaveImage: { input: 'object' } } },
      { ask: 'POST /interrupt?clientId=comfyui-mcp', as: JSON_TYPE, body: '{"prompt_id":"ID"}', reads: {} },
      { ask: 'POST /queue?clientId=comfyui-mcp', as: JSON_TYPE, body: '{"delete":["ID"]}', reads: {} },
      {
        ask: 'POST /free?clientId=comfyui-mcp',
        as: JSON_TYPE,
        body: '{"unload_models":true,"free_memory":true}',
        reads: {},
      },
      { ask: 'GET /settings?clientId=comfyui-mcp', reads: {} },
    ],
  },
];
