import { runShare } from './share/run.js';

process.exitCode = runShare(process.argv.slice(2), process.env);
