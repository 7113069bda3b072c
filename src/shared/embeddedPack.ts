/** The id of the pack that comes along: what answers until another is chosen, and when that one is removed. */
export const embeddedPack = 'strata-s';
