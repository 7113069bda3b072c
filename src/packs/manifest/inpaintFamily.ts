/** The family of packs that fill places in images and make no masks. */
export const inpaintFamily = 'inpaint';
