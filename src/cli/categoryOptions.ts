import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';

const maxLength = 200;

export interface CategoryOptions {
	readonly category: string;
	readonly kind: CategoryKind;
}

/**
 * Options of every command that adds annotations.
 *
 * @param name absent: the command says itself what `--category` is without a value
 */
export function withCategoryOptions(
	command: Command,
	{ name, kind }: Partial<CategoryName> & Pick<CategoryName, 'kind'>,
	description = 'category of what is added',
): Command {
	return command
		.option('-c, --category <name>', description, categoryNameOf, name)
		.addOption(
			new Option('--kind <kind>', 'whether that is an object or a part category')
				.choices(['object', 'part'])
				.default(kind),
		);
}

/** @throws InvalidArgumentError for a name that is empty, has several lines or is too long to be one */
function categoryNameOf(text: string): string {
	const name = text.trim();
	if (name !== '' && name.length <= maxLength && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return name;
	throw new InvalidArgumentError(
		`Expected a category name of 1 to ${maxLength} characters on one line but received ${JSON.stringify(text)}.`,
	);
}
