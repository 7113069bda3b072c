import * as vscode from 'vscode';

/** A small patch of a colour, as a tree's icon: square for objects, round for parts. */
export function swatch(colour: string, isRound: boolean): vscode.Uri {
	const radius = isRound ? 5 : 1.5;
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect x="3" y="3" width="10" height="10" rx="${radius}" fill="${colour}"/></svg>`;
	return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
