import { createHmac } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { makeMailer } from '#libs/auth';
import { StorageModule, type Configuration } from '#libs/storage';
import { GatewayModule } from './gateway.module.js';
import { GatewayOptions } from './gateway-options.js';

/** The gateway with its storage, as the configuration has them; the contexts come beside it. */
export function gatewayOn(configuration: Configuration): DynamicModule[] {
  const { publicUrl, mailFolder, smtpUrl, secrets } = configuration;
  const formSecret = createHmac('sha256', secrets.serviceSecret).update('forms').digest();
  const from = `Commonpurse <no-reply@${new URL(publicUrl).hostname}>`;
  const mailer = makeMailer({ from, folder: mailFolder, ...(smtpUrl && { smtpUrl }) });
  return [
    StorageModule.forRoot(configuration),
    GatewayModule.with(new GatewayOptions(publicUrl, formSecret, mailer)),
  ];
}
