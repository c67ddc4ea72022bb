/**
 * So often an empty answer is asked for again where something says that there should be more: a thread that the index names, the page above, what a group counts or is
 * known to have. With a pause (`Reading.pauseMs`) each time, which clients have found to help. Source: reference, section 2.4, rule 4.
 */
export const EMPTY_TRIES = 3;
