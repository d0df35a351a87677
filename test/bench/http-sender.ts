import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { v7 } from 'uuid';
import type { Sent } from './over-http.js';

/*
 * Sends posts over kept connections, each waiting for its answer before its next, and costs little
 * itself: it shares two cores with those whom it measures.
 */

interface Wanted {
  readonly port: number;
  readonly path: string;
  readonly token?: string;
  readonly seconds: number;
  readonly connections: number;
  /** Schools are numbered from here, so that each is new. */
  readonly from: number;
}

const firstUrn = 100_000;

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await send(JSON.parse(line) as Wanted);
  console.log(JSON.stringify(answer));
}

async function send(wanted: Wanted): Promise<Sent> {
  const sockets = await Promise.all(
    Array.from({ length: wanted.connections }, () => connected(wanted.port)),
  );
  let n = wanted.from;
  const next = (): Buffer => post(wanted, firstUrn + n++);
  const began = performance.now();
  const end = began + wanted.seconds * 1_000;
  try {
    const counts = await Promise.all(sockets.map((socket) => talk(socket, next, end)));
    const seconds = (performance.now() - began) / 1_000;
    return { count: counts.reduce((sum, count) => sum + count, 0), seconds };
  } catch (error) {
    return { count: 0, seconds: 0, failure: (error as Error).message };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

function post({ path, token }: Wanted, urn: number): Buffer {
  const body = `{"urn":"${urn}","name":"Invented School ${urn}","phase":"primary"}`;
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(token ? [`Authorization: Bearer ${token}`] : []),
    `Idempotency-Key: ${v7()}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** One connection's posts until the end; rejects at the first answer that is none of 2xx. */
function talk(socket: Socket, next: () => Buffer, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let text = '';
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const whole = wholeAnswer(text);
      if (!whole) return;
      if (!text.startsWith('HTTP/1.1 2')) reject(new Error(text));
      text = '';
      count += 1;
      if (performance.now() < end) socket.write(next());
      else resolve(count);
    });
    socket.write(next());
  });
}

function wholeAnswer(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length === undefined) throw new Error('An answer came without its length.');
  return text.length >= head + 4 + Number(length);
}
