/** The family of packs that find objects and make no masks: they tell the names of masks. */
export const detectorFamily = 'detector';
