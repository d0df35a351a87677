import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, dueTimes, process, readModel } from '#libs/event-sourcing';
import { orderCommands } from '#messages/orders';
import { roundCommands } from '#messages/rounds';
import { answerDemand } from './answer-demand.process.js';
import {
  FindDeliveryStandingHandler,
  FindOrderHandler,
  FindOrdersHandler,
} from './find-orders.read-model.js';
import {
  FindLockedRoundHandler,
  FindRoundHandler,
  FindRoundsHandler,
} from './find-rounds.read-model.js';
import { lockWhenDue } from './lock-when-due.process.js';
import { order } from './order.decider.js';
import { ordersReadModel } from './orders.read-model.js';
import { round } from './round.decider.js';
import { roundsReadModel } from './rounds.read-model.js';

@Module({
  imports: [
    CqrsModule,
    TypeOrmModule.forFeature([...roundsReadModel.rows, ...ordersReadModel.rows]),
  ],
  providers: [
    ...commandHandlers(roundCommands, round),
    ...commandHandlers(orderCommands, order),
    readModel(roundsReadModel),
    readModel(ordersReadModel),
    process(answerDemand),
    dueTimes(lockWhenDue),
    FindRoundsHandler,
    FindRoundHandler,
    FindLockedRoundHandler,
    FindOrdersHandler,
    FindOrderHandler,
    FindDeliveryStandingHandler,
  ],
})
export class OrdersModule {}
