import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Inject, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { RegisterSchool } from '#messages/membership';
import type { Accepted } from '#messages/messages';

/* A process with as little as Nest needs between a request and its command's handler. */

@CommandHandler(RegisterSchool)
class RegisterSchoolHandler implements ICommandHandler<RegisterSchool> {
  async execute({ urn }: RegisterSchool): Promise<Accepted> {
    return { stream: `school-${urn}`, revision: 0, position: '1' };
  }
}

@Controller('schools')
class SchoolsController {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  @Post()
  register(@Body() command: RegisterSchool): Promise<Accepted> {
    return this.bus.execute(command);
  }
}

@Module({
  imports: [CqrsModule.forRoot()],
  controllers: [SchoolsController],
  providers: [RegisterSchoolHandler],
})
class BareModule {}

const app = await NestFactory.create(BareModule, { logger: ['error', 'warn'] });
app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
await app.listen(0, '127.0.0.1');
console.log((app.getHttpServer().address() as AddressInfo).port);
process.once('SIGTERM', () => void app.close());
