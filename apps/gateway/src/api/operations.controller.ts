import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  AskAgain,
  FindDueTimes,
  FindReaders,
  FindRefusedAsks,
  type DueTimeView,
  type ReaderView,
  type RefusedAskView,
} from '#messages/operations';

@Controller('api/v1/operations')
export class OperationsController {
  /** How every reader of the log stands. For operators. */
  @Get('readers')
  readers(@Found(FindReaders) found: ReaderView[]) {
    return found;
  }

  /** What will be asked by itself, and was. For operators. */
  @Get('due-times')
  dueTimes(@Found(FindDueTimes) found: DueTimeView[]) {
    return found;
  }

  /** What was refused to a process: all for operators, their consortia's for who looks after them. */
  @Get('refused-asks')
  refusedAsks(@Found(FindRefusedAsks) found: RefusedAskView[]) {
    return found;
  }

  /** Asks once more what was refused, when the reason is gone. For operators and finance. */
  @Post('refused-asks/:refusedId')
  askAgain(@Sent(AskAgain) accepted: Accepted) {
    return accepted;
  }
}
