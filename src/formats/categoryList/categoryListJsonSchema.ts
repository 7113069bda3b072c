import { z } from 'zod';
import { categoryListShape } from './categoryListShape';

const descriptions: Readonly<Record<string, string>> = {
	name: 'What annotations of it are called.',
	kind: '“object” for whole things, “part” for parts of them.',
	colour: 'The colour of its masks: # and six hexadecimal digits.',
	hotkey: 'The digit that gives this category to the selected annotation.',
	parts: 'The names of the parts that an object of this category may have; absent: any.',
};

interface Schema {
	description?: string;
	readonly properties: Readonly<Record<string, Schema>>;
	readonly items: Schema;
	format?: string;
}

/** A JSON schema (draft 7, which VS Code knows) of `.strata/categories.json`, from the shape that reading checks. */
export function categoryListJsonSchema(): object {
	const schema = z.toJSONSchema(categoryListShape, { io: 'input', target: 'draft-7' }) as unknown as Schema;
	const category = schema.properties.categories!.items;
	for (const [key, description] of Object.entries(descriptions)) {
		category.properties[key]!.description = description;
	}
	// VS Code shows a swatch and a colour picker.
	category.properties.colour!.format = 'color-hex';
	return { ...schema, title: 'Strata categories', description: 'The categories of this folder’s images.' };
}
