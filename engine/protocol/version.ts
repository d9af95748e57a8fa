/** The version clients check, and the address of the live connection. */

/** Version of everything in this folder; raised with every change that old clients cannot understand. */
export const PROTOCOL_VERSION = 3;

/** Path of the WebSocket. */
export const LIVE_PATH = '/api/live';
