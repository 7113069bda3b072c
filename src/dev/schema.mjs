// `npm run schema`: the JSON schema that VS Code checks sidecars with, from the code that reads them.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { main, root, say } from './shell.mjs';

const file = path.join(root, 'media/schemas/sidecar.schema.json');

await main(import.meta.url, async () => {
	const { sidecarJsonSchema } = await importTypeScript('src/formats/sidecar/sidecarJsonSchema.ts');
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, `${JSON.stringify(sidecarJsonSchema(), undefined, '\t')}\n`);
	say(`wrote ${path.relative(root, file)}`);
});

/** Node 20 does not run TypeScript: one bundle, imported from memory. */
async function importTypeScript(entry) {
	const { outputFiles } = await build({
		entryPoints: [path.join(root, entry)],
		...{ bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'warning' },
	});
	const [{ contents }] = outputFiles;
	return import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`);
}
