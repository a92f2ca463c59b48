/** Seconds of a call to MX, or of an operation: the default deadline of a call is 10 s. */
export const SECONDS_OF_WORK = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds from a reading of MX until it has been sent. */
export const SECONDS_OF_LAG = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Seconds of a job of MX, or of an end user's answer. */
export const SECONDS_OF_JOBS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800];
/** Seconds of a stream. */
export const SECONDS_OF_STREAMS = [1, 10, 60, 300, 900, 3_600, 14_400, 86_400];
/** Calls to MX of one operation: `limits.callsPerOperation` is 1,500. */
export const CALLS = [0, 1, 2, 3, 5, 10, 20, 50, 100, 500, 1_500];
export const KEYS_OF_BATCH = [1, 2, 5, 10, 20, 50, 100];
