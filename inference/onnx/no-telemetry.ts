/**
 * Environment variables that keep onnxruntime from reporting to its maker. Since 1.29 its builds for Linux and macOS
 * make a device id and send an event for each session, unless this variable is 1 before the library starts; a call of
 * its API comes too late. Source: pull request 27379 of microsoft/onnxruntime.
 */
export const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' } as const;
