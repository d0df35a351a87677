import 'reflect-metadata';
import { runService } from '#libs/running';
import { ledger } from '#messages/ledger';
import { LedgerModule } from './ledger.module.js';

await runService(ledger, LedgerModule);
