import { InferenceError } from '../errors';
import type { RealDevice } from '../onnxSession';
import type { Pack } from '../packs';
import type { Model, OpenModel } from './family';
import { openSam } from './sam';
import { openSemanticSam } from './semanticSam';

const families: Readonly<Record<string, OpenModel>> = {
	sam: openSam,
	'semantic-sam': openSemanticSam,
};

/** The model of a pack. @throws InferenceError `pack` where its family is not known or its manifest lacks something */
export function openModel(pack: Pack, device: RealDevice): Model {
	const { name, family } = pack.manifest;
	const open = Object.hasOwn(families, family) ? families[family] : undefined;
	if (open) return open(pack, device);
	throw new InferenceError(
		'pack',
		`Expected the family of ${name} to be one of ${Object.keys(families).join(', ')} but received “${family}”. A newer version of Strata may know it.`,
	);
}
