import type { ToolName } from '../../src/shared/protocol/tools';
import type { Tool, ToolPort } from './tool';
import { toolTable } from './toolTable';

/** All tools, of which one is in hand: the one that the state names. */
export class ToolBox {
	private readonly tools = new Map<ToolName, Tool>();

	constructor(private readonly port: ToolPort) {}

	get inHand(): Tool {
		return this.tool(this.port.store.state.tools.tool);
	}

	take(name: ToolName): void {
		if (name === this.port.store.state.tools.tool) return;
		this.inHand.putDown?.();
		this.port.set({ tool: name });
	}

	private tool(name: ToolName): Tool {
		const tool = this.tools.get(name) ?? toolTable[name].make(this.port);
		this.tools.set(name, tool);
		return tool;
	}
}
