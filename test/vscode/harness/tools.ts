import type { ToolName } from '../../../src/shared/protocol/tools';
import type { StrataEditor } from './editor';
import { until } from './until';

/** Presses a tool's key and waits until it is in hand. */
export async function takeTool(editor: StrataEditor, key: string, tool: ToolName): Promise<void> {
	await editor.press(key);
	await until(`the tool ${tool} in hand`, async () => (await toolInHand(editor)) === tool);
}

export async function toolInHand({ frame }: StrataEditor): Promise<string | undefined> {
	return frame.evaluate(
		() => document.querySelector<HTMLElement>('.tool[aria-pressed="true"]')?.dataset.tool,
	);
}
