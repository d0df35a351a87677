import pg from 'pg';

const bigint = 20;

/**
 * SQL's bigint arrives as a safe-integer `number`, as it was when an event wrote it; a larger one
 * throws RangeError rather than lose a penny. Holds for every connection of this process.
 */
pg.types.setTypeParser(bigint, (text) => {
  const whole = Number(text);
  if (!Number.isSafeInteger(whole)) throw new RangeError(`${text} is too large to be exact.`);
  return whole;
});
