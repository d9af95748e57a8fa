/** The services that a fleet works with, for tests: see `.ci/services`. Tests that need one lie in `test/services`. */
export { noPostgres, startPostgres } from './postgres.ts';
export { noS3, type S3Server, startS3 } from './s3.ts';
export { noValkey, startValkey } from './valkey.ts';
