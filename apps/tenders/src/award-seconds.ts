const usual = 180;

/** How long an award is worked on: what is found by then is told with its gap. */
export const secondsAtMost = Number(process.env.AWARD_SECONDS || usual);
