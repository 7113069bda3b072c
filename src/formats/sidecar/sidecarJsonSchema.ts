import { z } from 'zod';
import { sidecarShape } from './sidecarShape';

/** What VS Code shows beside a key: names of keys, `*` for every entry of a list. */
const descriptions: Readonly<Record<string, string>> = {
	'': 'Masks of one image: a COCO file, with what COCO has no words for under “strata”.',
	info: 'About this file.',
	'info.strata.schema': 'The version of this format.',
	'info.strata.done': 'Nothing is left to do in this image.',
	images: 'The one image that the masks belong to.',
	'images.*.file_name': 'The name of the image, which lies beside this file.',
	'images.*.width': 'In pixels, as shown: after the rotation that EXIF asks for.',
	'images.*.height': 'In pixels, as shown: after the rotation that EXIF asks for.',
	categories: 'What annotations can be named.',
	'categories.*.supercategory': '“object” for whole things, “part” for parts of them.',
	annotations: 'The masks that were kept, one a line.',
	'annotations.*.category_id': 'The id of an entry of “categories”.',
	'annotations.*.strata': 'What COCO has no words for; other tools skip it.',
	'annotations.*.strata.level': 'Which level of its click the mask is: 1 is the finest.',
	'annotations.*.strata.parent': 'The id of the annotation that this one is a part of.',
	'annotations.*.strata.parentBy':
		'“user”: the parent, or that there is none, was chosen by the user; absent: it follows from the masks.',
	'annotations.*.strata.suggested': 'What it may be called: nobody has said so yet.',
	'annotations.*.strata.hidden': 'The mask is not drawn, and clicks do not meet it.',
	'annotations.*.strata.locked': 'Clicks do not meet the mask.',
	'annotations.*.strata.score': 'The model’s own estimate of the mask, from 0 to 1.',
	'annotations.*.strata.prompts': 'The clicks and boxes that the mask came from, in pixels of the image.',
	'annotations.*.strata.pack': 'The id of the model that made the mask.',
	'annotations.*.strata.ladder':
		'All levels of the click, finest first, so that another one can be chosen later.',
	strata: 'What is of the image as a whole; other tools skip it.',
	'strata.edits':
		'How the image is changed when it is exported, one edit a line, applied in this order. The image file itself stays as it is.',
};

interface Schema {
	description?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	/** What may also be null: first what it is otherwise. */
	readonly anyOf?: readonly Schema[];
}

/** A JSON schema (draft 7, which VS Code knows) of sidecars, made from the shape that reading checks. */
export function sidecarJsonSchema(): object {
	// As input: keys of other tools are allowed.
	const schema = z.toJSONSchema(sidecarShape, { io: 'input', target: 'draft-7' }) as Schema;
	for (const [path, description] of Object.entries(descriptions)) {
		schemaAt(schema, path).description = description;
	}
	return { ...schema, title: 'Strata annotations' };
}

function schemaAt(schema: Schema, path: string): Schema {
	let found: Schema | undefined = schema;
	for (const key of path.split('.').filter((part) => part !== '')) {
		const present: Schema | undefined = found?.anyOf?.[0] ?? found;
		found = key === '*' ? present?.items : present?.properties?.[key];
	}
	if (!found) throw new Error(`The sidecar’s shape has no ${path}.`);
	return found;
}
