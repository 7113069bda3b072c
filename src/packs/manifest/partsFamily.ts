/** The family of packs that name parts by what an encoder sees in them, and make no masks. */
export const partsFamily = 'parts';
