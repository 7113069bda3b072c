/** The id of the bundled pack that is used until another one is chosen, and again when that one is removed. */
export const bundledPack = 'strata-s';
