import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What fills a page, by the name of its script and style sheet in `dist`. */
const elements = { webview: 'strata-editor', alike: 'strata-folder-finds' } as const;

/** A page of ours: only our own script and styles, pictures only from bytes that the host sent. */
export function webviewHtml(
	webview: vscode.Webview,
	extensionUri: vscode.Uri,
	page: keyof typeof elements,
): string {
	const asset = (name: string) =>
		webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
	const nonce = randomBytes(16).toString('hex');
	const policy = [
		"default-src 'none'",
		'img-src blob:',
		`script-src 'nonce-${nonce}'`,
		// The thread that renders the preview of edits: its script is a text in the page's own.
		'worker-src blob:',
		// vscode-elements sets styles from script.
		`style-src ${webview.cspSource} 'unsafe-inline'`,
		`font-src ${webview.cspSource}`,
	].join('; ');
	return `<!DOCTYPE html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta http-equiv="Content-Security-Policy" content="${policy}">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${asset(`${page}.css`)}">
	<title>Strata</title>
</head>
<body>
	<${elements[page]}></${elements[page]}>
	<script type="module" nonce="${nonce}" src="${asset(`${page}.js`)}"></script>
</body>
</html>`;
}
