import 'reflect-metadata';
import { runService } from '#libs/running';
import { orders } from '#messages/orders';
import { OrdersModule } from './orders.module.js';

await runService(orders, OrdersModule);
