import axe, { type AxeResults } from 'axe-core';
import type { StrataEditor } from './editor';

/** What axe finds in the editor's page that is serious or worse, each with the elements concerned. */
export async function seriousFindings({ frame }: StrataEditor): Promise<string[]> {
	// By the browser's debugger, which the page's content security policy does not concern.
	await frame.evaluate(axe.source);
	const { violations } = await frame.evaluate(() =>
		(globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
	);
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
