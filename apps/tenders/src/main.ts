import 'reflect-metadata';
import { runService } from '#libs/running';
import { tenders } from '#messages/tenders';
import { TendersModule } from './tenders.module.js';

await runService(tenders, TendersModule);
