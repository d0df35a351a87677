import type { Mailer } from '#libs/auth';

/** What the gateway is told at the start. */
export class GatewayOptions {
  /** The data are invented, and every page says so. */
  demonstration = false;

  constructor(
    /** Where people reach this installation, without a slash at the end. */
    readonly publicUrl: string,
    /** Signs the tokens in forms. */
    readonly secret: Uint8Array,
    readonly mailer: Mailer,
  ) {}
}
