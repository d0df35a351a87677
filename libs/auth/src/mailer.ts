import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface Letter {
  readonly to: string;
  readonly subject: string;
  /** Plain text: links stand in full. */
  readonly text: string;
}

/** Sends letters. */
export interface Mailer {
  send(letter: Letter): Promise<void>;
}

export interface Post {
  readonly from: string;
  /** Where letters are laid as `.eml` files when there is no server. */
  readonly folder: string;
  /** `smtps://user:password@host`, when letters are to be sent. */
  readonly smtpUrl?: string;
}

/** Letters by SMTP or, without a server, as files in an outbox folder that only we may read. */
export function makeMailer({ from, folder, smtpUrl }: Post): Mailer {
  if (smtpUrl) {
    const transport = createTransport(smtpUrl);
    return { send: async (letter) => void (await transport.sendMail({ from, ...letter })) };
  }
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(letter) {
      const { message } = await transport.sendMail({ from, ...letter });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}.eml`;
      await writeFile(join(folder, `.${name}`), message as Buffer, { mode: 0o600 });
      await rename(join(folder, `.${name}`), join(folder, name));
    },
  };
}
