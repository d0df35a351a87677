import 'reflect-metadata';
import { runService } from '#libs/running';
import { savings } from '#messages/savings';
import { SavingsModule } from './savings.module.js';

await runService(savings, SavingsModule);
