import 'reflect-metadata';
import { runService } from '#libs/running';
import { quotes } from '#messages/quotes';
import { QuotesModule } from './quotes.module.js';

await runService(quotes, QuotesModule);
