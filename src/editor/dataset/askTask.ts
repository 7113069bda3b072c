import * as vscode from 'vscode';
import type { Task } from '../../formats/tasks';
import type { ExportChoices } from './exportChoices';

/**
 * Asks for a task, which says all that an export needs to know; undefined for Escape.
 *
 * @param given a task's id: then nothing is asked, and masks that nobody has named are left out
 */
export async function askTask(given: unknown): Promise<ExportChoices | undefined> {
	// Formats bring libraries for XML, zip and pictures: not before they are needed.
	const { tasks } = await import('../../formats/tasks');
	const wanted = tasks.find(({ id }) => id === given);
	if (wanted) {
		return { ...wanted, selection: { ...wanted.selection, named: true }, parts: undefined, seed: 1 };
	}
	const texts: Readonly<Record<Task['id'], readonly [label: string, detail: string]>> = {
		instance: [
			vscode.l10n.t('Instances'),
			vscode.l10n.t('The object of each pixel; a smaller one lies over a larger one'),
		],
		'instance-overlaps': [
			vscode.l10n.t('Instances with Overlaps'),
			vscode.l10n.t('A black and white picture for each object'),
		],
		semantic: [vscode.l10n.t('Semantic'), vscode.l10n.t('The category of each pixel')],
		panoptic: [vscode.l10n.t('Panoptic'), vscode.l10n.t('Things one by one, and stuff by category')],
		parts: [vscode.l10n.t('Parts'), vscode.l10n.t('The object and the part of each pixel, in two maps')],
		overlay: [vscode.l10n.t('Overlay'), vscode.l10n.t('The pictures with coloured masks, to look at')],
	};
	const items = tasks.map((task) => ({ label: texts[task.id][0], detail: texts[task.id][1], task }));
	const title = vscode.l10n.t('Export for a Task');
	const task = (await vscode.window.showQuickPick(items, { title }))?.task;
	return task && { ...task, parts: undefined, seed: 1 };
}
