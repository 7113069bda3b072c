/** The family of packs that compare images with words and make no masks: they tell the names of masks. */
export const clipFamily = 'clip';
