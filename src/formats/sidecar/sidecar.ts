/**
 * The sidecar, `<image file name>.strata.json`: COCO's format for one image, with what COCO has no key for under
 * `strata`.
 */
export { parseSidecar } from './parseSidecar';
export { serializeSidecar } from './serializeSidecar';
export { SidecarError } from './sidecarError';
export { emptySidecar, type Sidecar } from './sidecarModel';
