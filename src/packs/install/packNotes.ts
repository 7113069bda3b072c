import type { PackManifest } from '../manifest/packManifest';

/** What the user should know of a pack before they click with it, sentences. */
export function packNotes({ name, family, masksPerPrompt }: PackManifest): readonly string[] {
	return family === 'sam' && masksPerPrompt === 1
		? [`${name} gives one mask a prompt: the only other levels are those that further prompts find.`]
		: [];
}
