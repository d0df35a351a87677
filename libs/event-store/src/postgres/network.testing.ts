import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A network between the store and its database that a spec can break. */
export interface Network {
  readonly url: string;
  /** Breaks every connection, and refuses new ones until mended. */
  cut(): void;
  /** Questions still reach the database; answers no longer come back. */
  loseAnswers(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Puts a breakable network before the database of this URL. */
export async function networkBefore(databaseUrl: string): Promise<Network> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'up' | 'down' | 'deaf' = 'up';
  const server = createServer((near) => {
    if (state === 'down') return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => state !== 'deaf' && near.write(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const breakAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    cut: () => {
      state = 'down';
      breakAll();
    },
    loseAnswers: () => {
      state = 'deaf';
    },
    mend: () => {
      state = 'up';
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
