export * from './caller-token.js';
export { Line, remote, type Address } from './remote.js';
export * from './readiness.js';
export { serve, type Listening, type Running } from './serve.js';
export { Unavailable } from './wire.js';
