import { basename } from 'node:path';
import { fileHead } from '../../dataset/fileHead';
import { filesBelow, isFile, stem } from '../../dataset/imageFiles';
import { sidecarSuffix } from '../sidecar/sidecarAddress';

/** A COCO file with the split that its name says it is. */
export interface CocoFile {
	readonly path: string;
	readonly split: string | undefined;
}

/** The COCO file `source`, or those of the folder `source`. */
export async function cocoFilesOf(source: string): Promise<CocoFile[]> {
	if (await isFile(source)) return [{ path: source, split: splitOf(source, false) }];
	const found: string[] = [];
	const isCandidate = (name: string) => name.endsWith('.json') && !name.endsWith(sidecarSuffix);
	for (const path of await filesBelow(source, isCandidate)) if (await looksLikeCoco(path)) found.push(path);
	return found.map((path) => ({ path, split: splitOf(path, found.length > 1) }));
}

/** `instances_train2017.json` is of `train`; of several files each is a split, whatever its name. */
function splitOf(path: string, isOneOfSeveral: boolean): string | undefined {
	const name = stem(basename(path));
	const usual = /(?:^|_)(train|val|test)(?:\d{4})?$/.exec(name)?.[1];
	return usual ?? (isOneOfSeveral ? name : undefined);
}

/** Whether a file begins as COCO instances do; only its head is read. */
export async function looksLikeCoco(path: string): Promise<boolean> {
	if (!path.endsWith('.json') || path.endsWith(sidecarSuffix) || /panoptic/.test(basename(path)))
		return false;
	const head = await fileHead(path);
	const hasLists = /"(?:images|annotations|categories)"\s*:\s*\[/.test(head);
	return /^\uFEFF?\s*\{/.test(head) && hasLists && !head.includes('"segments_info"');
}
