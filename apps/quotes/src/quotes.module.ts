import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, dueTimes, process, readModel } from '#libs/event-sourcing';
import { KeyStore } from '#libs/storage';
import { submissionsCommands, supplierCommands } from '#messages/quotes';
import { closeWhenDue } from './close-when-due.process.js';
import { openSubmissionsOnPublication } from './open-submissions-on-publication.process.js';
import { RevealQuotesHandler, SealQuoteTextHandler } from './sealing.js';
import { submissions } from './submissions.decider.js';
import {
  DeclinedRow,
  FindOpenedQuotesHandler,
  FindOwnSubmissionHandler,
  ReceiptRow,
  SubmissionsRow,
  submissionsReadModel,
} from './submissions.read-model.js';
import { supplier } from './supplier.decider.js';
import {
  FindSuppliersHandler,
  RegisteredSuppliers,
  SupplierRow,
  suppliers,
} from './suppliers.read-model.js';

@Module({
  imports: [
    CqrsModule,
    TypeOrmModule.forFeature([SupplierRow, SubmissionsRow, ReceiptRow, DeclinedRow]),
  ],
  providers: [
    ...commandHandlers(supplierCommands, supplier),
    ...commandHandlers(submissionsCommands, submissions),
    readModel(suppliers),
    readModel(submissionsReadModel),
    process(openSubmissionsOnPublication),
    dueTimes(closeWhenDue),
    KeyStore,
    RegisteredSuppliers,
    SealQuoteTextHandler,
    RevealQuotesHandler,
    FindSuppliersHandler,
    FindOwnSubmissionHandler,
    FindOpenedQuotesHandler,
  ],
})
export class QuotesModule {}
