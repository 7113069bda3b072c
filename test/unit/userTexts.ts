import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const root = path.resolve(import.meta.dirname, '../..');

/** Calls whose arguments a user reads. */
const shows =
	/^(show(Information|Warning|Error)Message|showInfo|showWarning|showError|askModal|withProgress|showQuickPick|showInputBox|showTime|showProblem|setStatusBarMessage)$/;

/** Properties that hold what a user reads, of options and of tree, status bar and quick pick items. */
const readProperties = new Set([
	...[
		'title',
		'placeHolder',
		'placeholder',
		'prompt',
		'label',
		'description',
		'detail',
		'tooltip',
		'openLabel',
	],
	...['saveLabel', 'text', 'message', 'name', 'skipLabel', 'validationMessage', 'badge'],
]);

/** A literal that a user reads but that is not in `vscode.l10n.t`, as `file:line: text`. */
export function untranslatedTexts(): string[] {
	const files = readdirSync(path.join(root, 'src/editor'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => path.join('src/editor', name));
	return ['src/extension.ts', ...files].flatMap((file) => untranslatedIn(file));
}

/** @param text the file's contents, for tests of this function itself */
export function untranslatedIn(file: string, text = readFileSync(path.join(root, file), 'utf8')): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const report = (node: ts.Node) => {
		const { line } = source.getLineAndCharacterOfPosition(node.getStart());
		found.push(`${file}:${line + 1}: ${node.getText()}`);
	};
	const literals = constantLiterals(source);
	const check = (value: ts.Expression) => {
		for (const node of possibleValues(value, literals)) if (isReadable(node)) report(node);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && shows.test(calledName(node))) node.arguments.forEach(check);
		if (ts.isNewExpression(node) && node.expression.getText().endsWith('Error'))
			node.arguments?.forEach(check);
		if (ts.isPropertyAssignment(node) && readProperties.has(node.name.getText())) check(node.initializer);
		if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
			const { left } = node;
			if (ts.isPropertyAccessExpression(left) && readProperties.has(left.name.text)) check(node.right);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return [...new Set(found)];
}

function calledName({ expression }: ts.CallExpression): string {
	return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

/** `const again = 'Try Again'`: the texts that a name stands for. */
function constantLiterals(source: ts.SourceFile): Map<string, ts.Expression> {
	const literals = new Map<string, ts.Expression>();
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
			if (isText(node.initializer)) literals.set(node.name.text, node.initializer);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return literals;
}

function possibleValues(value: ts.Expression, literals: Map<string, ts.Expression>): ts.Expression[] {
	if (ts.isParenthesizedExpression(value)) return possibleValues(value.expression, literals);
	if (ts.isConditionalExpression(value)) {
		return [value.whenTrue, value.whenFalse].flatMap((one) => possibleValues(one, literals));
	}
	if (ts.isIdentifier(value)) return [literals.get(value.text) ?? value];
	return [value];
}

function isText(node: ts.Node): boolean {
	return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** Two letters in a row, outside of `${…}` and of a codicon's name: something to read, not a sign or a unit. */
function isReadable(node: ts.Expression): boolean {
	if (!isText(node)) return false;
	const written = ts.isTemplateExpression(node)
		? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ')
		: (node as ts.StringLiteralLike).text;
	return /\p{L}{2}/u.test(written.replace(/\$\([\w~-]*\)?/g, '').replaceAll('Strata', ''));
}
