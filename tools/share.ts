import { runShare } from './share/run.js';

process.exitCode = await runShare(process.argv.slice(2), process.env);
