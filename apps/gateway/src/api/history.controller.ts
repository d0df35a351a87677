import { Controller, Get } from '@nestjs/common';
import { Found } from '#libs/http';
import { FindHistory, type RecordedEvent } from '#messages/savings';

@Controller('api/v1/events')
export class HistoryController {
  /** The recorded events of one stream, as far as the asker may see them. */
  @Get()
  events(@Found(FindHistory) found: RecordedEvent[]) {
    return found;
  }
}
