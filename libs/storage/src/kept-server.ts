import { setTimeout as sleep } from 'node:timers/promises';
import { disownPidFile } from './postmaster.js';
import type { ServerAccount } from './server-account.js';
import { launch, type ServerProcess } from './server-process.js';

const firstPauseMs = 200;
const longestPauseMs = 10_000;

/** A server that is started again, on its port, when it falls without having been asked to stop. */
export class KeptServer {
  private stopping = false;
  /** Settles when it has been stopped. */
  readonly stopped: Promise<void>;

  constructor(
    private readonly account: ServerAccount,
    private readonly logFile: string,
    private server: ServerProcess,
    private readonly say: (sentence: string) => void,
  ) {
    this.stopped = this.keep();
  }

  get pid(): number {
    return this.server.pid;
  }

  get port(): number {
    return this.server.port;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.server.stop();
    await this.stopped;
  }

  private async keep(): Promise<void> {
    for (;;) {
      await this.server.stopped;
      if (this.stopping) return;
      this.say('PostgreSQL has fallen and is started again; what it acknowledged is kept.');
      await this.startAgain();
    }
  }

  /** Its last backends may need a moment to go: until then PostgreSQL refuses. */
  private async startAgain(): Promise<void> {
    for (let pauseMs = firstPauseMs; !this.stopping; pauseMs *= 2) {
      await sleep(Math.min(pauseMs, longestPauseMs));
      try {
        disownPidFile(this.account.clusterFolder);
        this.server = await launch(this.account, this.logFile, this.port);
        // Asked to stop while it came up again.
        if (this.stopping) await this.server.stop();
        return;
      } catch (failure) {
        this.say((failure as Error).message);
      }
    }
  }
}
