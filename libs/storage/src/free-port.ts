import { createServer } from 'node:net';
import { CannotStart } from './cannot-start.js';

/** The first free port from this one on, at most a hundred further; 0 asks for any. */
export async function freePort(first: number, host = '127.0.0.1'): Promise<number> {
  for (let port = first; port < first + 100 && port <= 65_535; port += 1) {
    const free = await tryPort(port, host);
    if (free !== undefined) return free;
  }
  throw new CannotStart(`No port from ${first} to ${first + 99} is free on ${host}. Name another.`);
}

function tryPort(port: number, host: string): Promise<number | undefined> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', (failure: NodeJS.ErrnoException) => {
      if (failure.code === 'EADDRINUSE' || failure.code === 'EACCES') settle(undefined);
      else fail(failure);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address ? address.port : port;
      server.close(() => settle(taken));
    });
  });
}
