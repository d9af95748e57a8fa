/** A client of a server of Inkloom: queues runs there, follows them, and loads their files. */
export { ServerApi } from './api.ts';
export { followRun, type RunFollower } from './follow-run.ts';
export { LiveFeed } from './live-feed.ts';
export { type Patience, patiently } from './patience.ts';
export { Requests, type ServerAddress } from './requests.ts';
export { ServerError, ServerUnreachable } from './server-error.ts';
export { UploadedInputs } from './upload-inputs.ts';
export { DamagedDownload } from './verified.ts';
