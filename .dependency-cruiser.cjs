// The import arrows of docs/architecture.md; `npm test` runs them with dependency-cruiser.

/** A rule that files under `from` import, of our own files, only what lies under `allowed`. */
const arrow = (name, from, ...allowed) => ({
	name,
	severity: 'error',
	comment: `${from} imports of our own files only ${allowed.join(', ')}`,
	from: { path: from },
	to: { path: '^(src|webview|test|models|esbuild)', pathNot: allowed },
});

/** A rule that only files under `homes` import the module `path`. */
const only = (name, path, ...homes) => ({
	name,
	severity: 'error',
	comment: `only ${homes.join(', ')} imports it`,
	from: { path: '^(src|webview)/', pathNot: homes },
	to: { path },
});

const shared = '^src/shared/';
const formats = '^src/formats/';
const inference = '^src/inference/';
const editor = '^src/editor/';
const packs = '^src/packs/';
/** What a pack is: the one thing that getting packs and running them both know. */
const packForm = '^src/inference/(packs|packFiles|errors)[.]ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		arrow('shared-arrow', shared, shared),
		arrow('webview-arrow', '^webview/', '^webview/', shared),
		arrow('formats-arrow', formats, formats, shared),
		arrow('inference-arrow', inference, inference, shared),
		arrow('packs-arrow', packs, packs, packForm, shared),
		arrow('editor-arrow', editor, editor, formats, packs, shared),
		arrow('cli-arrow', '^src/cli/', '^src/cli/', inference, formats, packs, shared),
		arrow('extension-arrow', '^src/extension[.]ts$', editor, shared),
		arrow('dev-arrow', '^src/dev/', '^src/dev/'),
		only('vscode-home', '^vscode$', editor, '^src/extension[.]ts$'),
		only('onnxruntime-home', 'onnxruntime-(node|common|web)', '^src/inference/onnxSession[.]ts$'),
		only('sharp-home', '(^|node_modules/)sharp(/|$)', '^src/inference/imageInput[.]ts$', formats),
		only('child-process-home', '^(node:)?child_process$', '^src/editor/inferenceProcess[.]ts$', '^src/dev/'),
		{
			name: 'no-node-in-the-browser',
			severity: 'error',
			comment: 'src/shared and webview also run in a browser',
			from: { path: [shared, '^webview/'] },
			to: { dependencyTypes: ['core'] },
		},
		{
			name: 'no-cycles',
			severity: 'error',
			comment: 'a cycle of imports means that two files are one, or that a third is missing',
			from: { path: '^(src|webview|test)/' },
			to: { circular: true },
		},
		{
			name: 'resolvable',
			severity: 'error',
			comment: 'an import that leads nowhere',
			from: {},
			to: { couldNotResolve: true, pathNot: '^vscode$' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(dist|[.]cache|test/output)/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.base.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default', 'types'],
			extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
		},
	},
};
