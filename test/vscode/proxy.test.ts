import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ModelServer } from '../inference/modelServer';
import { writeTinyPack } from '../inference/tinyPack';
import { useVSCode } from './harness/vscode';

let stopServer: () => Promise<void> = async () => undefined;
const server = await ModelServer.start((stop) => {
	stopServer = stop;
});
afterAll(() => stopServer());

const proxy = { 'http.proxy': server.origin, 'http.proxySupport': 'override' };
const vscode = useVSCode({
	settings: proxy,
	// The same host, without its certificate.
	machineSettings: { ...proxy, 'strata.mirror': 'http://{host}' },
});

/** Only the proxy knows a host of that name. */
beforeAll(async () => {
	const made = path.join(vscode().workspace, '..', 'made');
	await writeTinyPack(made);
	const { id, name, licence, ...manifest } = JSON.parse(
		await readFile(path.join(made, 'tiny', 'pack.json'), 'utf8'),
	);
	const files = await Promise.all(
		['encoder.onnx', 'decoder.onnx'].map(async (file) => {
			server.files.set(`/${file}`, await readFile(path.join(made, 'tiny', file)));
			return { file, url: `https://models.example/${file}` };
		}),
	);
	const source = 'https://models.example';
	const entry = { id, name, licence, source, goodFor: 'Finds red.', files, manifest };
	const [installed] = (await readdir(vscode().extensionsDir)).filter((one) =>
		one.startsWith('strata.strata'),
	);
	const catalogue = path.join(vscode().extensionsDir, installed!, 'models/catalogue.json');
	await writeFile(catalogue, JSON.stringify({ schema: 1, packs: [entry] }));
});

test('a pack comes by way of VS Code’s proxy', async () => {
	const { workbench } = vscode();
	await workbench.runCommand('Strata: Install Model Pack…');
	await workbench.pick('Tiny');
	expect(await workbench.notification(/is installed|Expected/)).toMatch(/^Tiny is installed\./);
	// VS Code asks for things of its own by the same way.
	expect(server.proxied.filter((host) => host.startsWith('models.example')).length).toBeGreaterThan(0);
	await workbench.clickNotificationButton('Use It Now');
	expect(await workbench.notification(/will be used/)).toBe('Tiny will be used from now on.');
});
