// `npm run schema`: the JSON schemas that VS Code checks sidecars and category lists with, from the code that reads them.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { main, root, say } from './shell.mjs';

const folder = path.join(root, 'media/schemas');

await main(import.meta.url, async () => {
	const { sidecarJsonSchema } = await importTypeScript('src/formats/sidecar/sidecarJsonSchema.ts');
	const { categoryListJsonSchema } = await importTypeScript(
		'src/formats/categoryList/categoryListJsonSchema.ts',
	);
	await mkdir(folder, { recursive: true });
	await write('sidecar', sidecarJsonSchema());
	await write('categories', categoryListJsonSchema());
});

async function write(name, schema) {
	const file = path.join(folder, `${name}.schema.json`);
	await writeFile(file, `${JSON.stringify(schema, undefined, '\t')}\n`);
	say(`wrote ${path.relative(root, file)}`);
}

/** Node 20 does not run TypeScript: one bundle, imported from memory. */
async function importTypeScript(entry) {
	const { outputFiles } = await build({
		entryPoints: [path.join(root, entry)],
		...{ bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'warning' },
	});
	const [{ contents }] = outputFiles;
	return import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`);
}
